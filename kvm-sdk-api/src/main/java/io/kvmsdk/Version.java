package io.kvmsdk;

import java.util.Comparator;

/** A version as libvirt counts them. */
public record Version(int major, int minor, int release) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .thenComparingInt(Version::release);

  /** Reads libvirt's number: a million times major, plus a thousand times minor, plus release. */
  public static Version of(long number) {
    return new Version(
        (int) (number / 1_000_000), (int) (number / 1_000 % 1_000), (int) (number % 1_000));
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + release;
  }
}
