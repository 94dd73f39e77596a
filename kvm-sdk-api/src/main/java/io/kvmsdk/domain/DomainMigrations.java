package io.kvmsdk.domain;

import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.function.Consumer;

/** A domain's way to other hosts. */
public interface DomainMigrations {
  /** As {@link #migrate(Domains, MigrationSpec, ProgressListener, Duration)}, as by default. */
  default Domain migrate(Domains target) {
    return migrate(target, MigrationSpec.builder().build());
  }

  /** As {@link #migrate(Domains, MigrationSpec, ProgressListener, Duration)}, within an hour. */
  default Domain migrate(Domains target, MigrationSpec spec) {
    return migrate(target, spec, ProgressListener.NONE, Duration.ofHours(1));
  }

  /** As {@link #migrate(Domains, MigrationSpec)}, with the spec built in place. */
  default Domain migrate(Domains target, Consumer<MigrationSpec.Builder> spec) {
    MigrationSpec.Builder builder = MigrationSpec.builder();
    spec.accept(builder);
    return migrate(target, builder.build());
  }

  /**
   * Moves the domain to another host: while it runs, or if it is off, its definition. What would
   * keep it from running there is looked for first, as by {@link #planMigration(Domains,
   * MigrationSpec)}. If it fails or is given up, the guest goes on here, and nothing is left there.
   * libvirt: {@code virDomainMigrate3}, {@code virDomainMigrateToURI3}.
   *
   * @param target the other host's domains: {@code there.domains()}
   * @param listener is told in bytes of the guest's memory
   * @return the domain there
   * @throws io.kvmsdk.error.AlreadyExistsException if nothing else is in the way than another
   *     domain there of its name
   * @throws io.kvmsdk.error.ConflictException naming all that is in the way
   * @throws TimedOutException if it took longer
   */
  Domain migrate(Domains target, MigrationSpec spec, ProgressListener listener, Duration atMost);

  /** As {@link #planMigration(Domains, MigrationSpec)}, as by default. */
  default MigrationPlan planMigration(Domains target) {
    return planMigration(target, MigrationSpec.builder().build());
  }

  /** As {@link #planMigration(Domains, MigrationSpec)}, with the spec built in place. */
  default MigrationPlan planMigration(Domains target, Consumer<MigrationSpec.Builder> spec) {
    MigrationSpec.Builder builder = MigrationSpec.builder();
    spec.accept(builder);
    return planMigration(target, builder.build());
  }

  /**
   * Looks at both hosts, and tells what a migration would do, and all that is in its way: the name
   * or the UUID taken there; its machine type, kind or processor unknown there; networks that are
   * not active; images that are missing, also below its disks, or would be overwritten; pools to
   * copy into; devices and snapshots that cannot leave this host.
   */
  MigrationPlan planMigration(Domains target, MigrationSpec spec);

  /** What its migration may take, also of the one that is under way. */
  MigrationControl migration();
}
