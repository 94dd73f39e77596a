package io.kvmsdk.network;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How fast packets may be, seen from the guests: libvirt's {@code <bandwidth>}.
 *
 * @param inbound to the guests
 * @param outbound from the guests
 */
public record Bandwidth(Optional<Limit> inbound, Optional<Limit> outbound) {
  public Bandwidth {
    Objects.requireNonNull(inbound);
    Objects.requireNonNull(outbound);
  }

  /** The same limit both ways, in kilobytes a second. */
  public static Bandwidth of(long average) {
    Optional<Limit> limit = Optional.of(Limit.of(average));
    return new Bandwidth(limit, limit);
  }

  /**
   * A limit in one direction.
   *
   * @param average kilobytes a second, at least 1
   * @param peak kilobytes a second for as long as a burst lasts
   * @param burst kilobytes that may go out at the peak
   */
  public record Limit(long average, OptionalLong peak, OptionalLong burst) {
    public Limit {
      Objects.requireNonNull(peak);
      Objects.requireNonNull(burst);
      if (average < 1 || peak.orElse(1) < 1 || burst.orElse(1) < 1) {
        throw new IllegalArgumentException("a bandwidth is at least 1 kilobyte a second");
      }
    }

    public static Limit of(long average) {
      return new Limit(average, OptionalLong.empty(), OptionalLong.empty());
    }
  }
}
