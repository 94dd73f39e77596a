package io.kvmsdk.iso;

/**
 * A file that is not what its image's list of checksums says.
 *
 * @param path as listed, from the root
 * @param expected the MD5 digest in the list, in lower-case hexadecimal digits
 * @param actual the digest of the file; empty if there is none
 */
public record FileMismatch(String path, String expected, String actual) {
  /** Whether the list names a file that the image lacks. */
  public boolean missing() {
    return actual.isEmpty();
  }
}
