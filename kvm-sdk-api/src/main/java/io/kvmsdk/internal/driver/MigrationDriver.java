package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.internal.xml.GuestKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** libvirt's calls that move a domain to another host. */
public interface MigrationDriver {
  /**
   * {@code virDomainMigrate3} or {@code virDomainMigrateToURI3}; comes back at once, as the long
   * calls of {@link SaveDriver} do, and what it gave up is gone at the destination.
   *
   * @param target the same kind of driver
   * @param active whether the domain runs; else its definition alone moves
   */
  CompletableFuture<Void> migrate(UUID domain, Driver target, MigrationSpec spec, boolean active);

  /** {@code virDomainMigrateGetMaxSpeed}, in MiB; what libvirt takes for no limit is one, too. */
  long maxSpeed(UUID domain);

  /** {@code virDomainMigrateSetMaxSpeed}, in MiB. */
  void maxSpeed(UUID domain, long perSecond);

  /** {@code virDomainMigrateGetMaxDowntime}. */
  Duration maxDowntime(UUID domain);

  /** {@code virDomainMigrateSetMaxDowntime}. */
  void maxDowntime(UUID domain, Duration time);

  /** {@code virDomainMigrateStartPostCopy}. */
  void startPostCopy(UUID domain);

  /**
   * {@code virConnectCompareHypervisorCPU}: what of a {@code <cpu>} the guests here cannot have;
   * empty if they can have it all, or nobody can tell.
   *
   * @param kind the guest, of which the emulator may be empty
   */
  Optional<String> guestCpuProblem(GuestKind kind, String cpu);

  /** {@code virConnectBaselineHypervisorCPU}: the {@code <cpu>} that all of these can have. */
  String baselineCpu(GuestKind kind, List<String> cpus);

  /** {@code virConnectCompareCPU}: what of another host's {@code <cpu>} this host has not. */
  Optional<String> hostCpuProblem(String cpu);
}
