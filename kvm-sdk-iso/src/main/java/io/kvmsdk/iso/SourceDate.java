package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.time.Instant;
import java.util.Optional;

/** The time of new records: the same whenever the same edits are made. */
final class SourceDate {
  private static final String VARIABLE = "SOURCE_DATE_EPOCH";

  private SourceDate() {}

  /** The environment's wish, or else the volume's own date. */
  static Instant of(VolumeDescriptor volume) {
    return wished().or(volume::modified).orElse(Instant.EPOCH);
  }

  /** The environment's wish, as reproducible-builds.org defines it. */
  static Optional<Instant> wished() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(v -> v.matches("[0-9]{1,11}"))
        .map(v -> Instant.ofEpochSecond(Long.parseLong(v)));
  }
}
