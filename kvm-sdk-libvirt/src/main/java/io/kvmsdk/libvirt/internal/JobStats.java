package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code virDomainGetJobStats} tells, by libvirt's names. */
record JobStats(Map<String, Object> values) {
  private static final long USUAL_PAGE = 4096;

  /**
   * @param type {@code virDomainJobType}; a later libvirt may know more of them
   */
  DomainJob job(int type) {
    DomainJob.Kind[] kinds = DomainJob.Kind.values();
    DomainJob.Kind kind = type < kinds.length ? kinds[type] : DomainJob.Kind.UNBOUNDED;
    return new DomainJob(
        kind,
        operation(),
        millis("time_elapsed").orElse(Duration.ZERO),
        millis("time_remaining").filter(t -> kind == DomainJob.Kind.BOUNDED),
        millis("downtime"),
        amount("data"),
        amount("memory"),
        amount("disk"),
        copying(),
        Optional.ofNullable((String) values.get("errmsg")));
  }

  private DomainJob.Operation operation() {
    DomainJob.Operation[] known = DomainJob.Operation.values();
    long number = number("operation").orElse(0L);
    return number < known.length ? known[(int) number] : DomainJob.Operation.UNKNOWN;
  }

  private DomainJob.Amount amount(String what) {
    return new DomainJob.Amount(
        size(what + "_total"), size(what + "_processed"), size(what + "_remaining"));
  }

  /** libvirt tells how many pages the guest writes to in a second. */
  private DomainJob.Copying copying() {
    long page = number("memory_page_size").orElse(USUAL_PAGE);
    return new DomainJob.Copying(
        number("memory_iteration").orElse(0L),
        size("memory_bps"),
        size("disk_bps"),
        ByteSize.bytes(number("memory_dirty_rate").orElse(0L) * page),
        number("auto_converge_throttle")
            .map(n -> OptionalInt.of(n.intValue()))
            .orElse(OptionalInt.empty()));
  }

  private Optional<Duration> millis(String name) {
    return number(name).map(Duration::ofMillis);
  }

  private ByteSize size(String name) {
    return ByteSize.bytes(Math.max(0, number(name).orElse(0L)));
  }

  private Optional<Long> number(String name) {
    return Optional.ofNullable((Long) values.get(name));
  }
}
