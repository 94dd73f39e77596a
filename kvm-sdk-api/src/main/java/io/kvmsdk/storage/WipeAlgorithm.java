package io.kvmsdk.storage;

/**
 * How a volume's content is overwritten; most are worth anything on magnetic disks alone. libvirt:
 * {@code virStorageVolWipeAlgorithm}, by the program {@code scrub} for all but {@link #ZERO} and
 * {@link #TRIM}.
 */
public enum WipeAlgorithm {
  /** One pass of zeros; a file with holes is emptied instead. */
  ZERO,
  /** Four passes, NNSA Policy Letter NAP-14.1-C. */
  NNSA,
  /** Four passes, DoD 5220.22-M section 8-306. */
  DOD,
  /** Nine passes, by the German Center of Security in Information Technologies. */
  BSI,
  /** The canonical 35-pass sequence. */
  GUTMANN,
  /** Seven passes, as Bruce Schneier described in "Applied Cryptography". */
  SCHNEIER,
  /** Seven random passes. */
  PFITZNER7,
  /** Thirty-three random passes. */
  PFITZNER33,
  /** One random pass. */
  RANDOM,
  /** Discards all blocks; for RBD alone. */
  TRIM;

  /** libvirt's number of it. */
  public int libvirtNumber() {
    return ordinal();
  }
}
