package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.MigrationControl;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Limits of a domain's migration, in libvirt's units. */
record DriverMigrationControl(MigrationDriver calls, UUID domain) implements MigrationControl {
  private static final long MIB = ByteSize.mib(1).bytes();

  /** QEMU_DOMAIN_MIG_BANDWIDTH_MAX: what libvirt says for no limit. */
  private static final long UNLIMITED = Long.MAX_VALUE / MIB;

  @Override
  public Optional<ByteSize> bandwidth() {
    return Optional.of(calls.maxSpeed(domain))
        .filter(mib -> mib > 0 && mib < UNLIMITED)
        .map(ByteSize::mib);
  }

  @Override
  public void bandwidth(ByteSize perSecond) {
    if (perSecond.bytes() < MIB) {
      throw InvalidSpecException.of(Subject.of("bandwidth", perSecond), "must be 1 MiB or more");
    }
    calls.maxSpeed(domain, perSecond.bytes() / MIB);
  }

  @Override
  public Duration maxDowntime() {
    return calls.maxDowntime(domain);
  }

  @Override
  public void maxDowntime(Duration time) {
    if (time.toMillis() < 1) {
      throw InvalidSpecException.of(Subject.of("maxDowntime", time), "must be 1 ms or more");
    }
    calls.maxDowntime(domain, time);
  }

  @Override
  public void startPostCopy() {
    calls.startPostCopy(domain);
  }
}
