package io.kvmsdk.domain;

import java.time.ZoneId;
import java.util.Objects;

/** What time the guest's clock shows when it starts: libvirt's {@code offset}. */
public sealed interface ClockOffset {
  /** What Linux and most others take the clock to show. */
  static ClockOffset utc() {
    return new Utc();
  }

  /** The host's local time, which Windows takes the clock to show. */
  static ClockOffset localTime() {
    return new LocalTime();
  }

  static ClockOffset timezone(ZoneId zone) {
    return new Timezone(zone);
  }

  record Utc() implements ClockOffset {}

  record LocalTime() implements ClockOffset {}

  record Timezone(ZoneId zone) implements ClockOffset {
    public Timezone {
      Objects.requireNonNull(zone);
    }
  }
}
