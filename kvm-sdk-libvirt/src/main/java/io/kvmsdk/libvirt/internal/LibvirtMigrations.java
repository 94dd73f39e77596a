package io.kvmsdk.libvirt.internal;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.NativeLongByReference;
import io.kvmsdk.domain.MigrationDisks;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.MigrationDriver;
import io.kvmsdk.internal.xml.GuestKind;
import io.kvmsdk.value.ByteSize;
import java.lang.ref.Reference;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions that move a domain to another host. */
final class LibvirtMigrations implements MigrationDriver {
  private static final int INCOMPATIBLE = 0;
  private static final int FAIL_INCOMPATIBLE = 1;

  /** {@code VIR_CONNECT_BASELINE_CPU_MIGRATABLE}. */
  private static final int MIGRATABLE = 2;

  private final Connection connection;
  private final LibvirtApi api;
  private final LongCalls longCalls;
  private final NativeObjects<DomainPointer> domains;

  LibvirtMigrations(Connection connection, LongCalls longCalls) {
    this.connection = connection;
    this.api = connection.api();
    this.longCalls = longCalls;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  @Override
  public CompletableFuture<Void> migrate(
      UUID domain, Driver target, MigrationSpec spec, boolean active) {
    if (!(target instanceof LibvirtDriver there)) {
      throw InvalidSpecException.of(
          connection.subject(), "a domain of libvirt can only go to libvirt, not " + target.uri());
    }
    TypedParams parameters = parameters(spec);
    int flags = flags(spec, active);
    return longCalls.begin(
        () -> {
          if (spec.route() == MigrationRoute.DIRECT) {
            direct(domain, there.connection(), parameters, flags);
          } else {
            byDaemon(domain, spec.destinationUri().orElse(target.uri()), parameters, flags);
          }
          Reference.reachabilityFence(parameters);
          return null;
        });
  }

  private void direct(UUID domain, Connection there, TypedParams parameters, int flags) {
    domains.with(
        domain,
        (d, subject) ->
            there.call(
                c -> {
                  DomainPointer moved = connection.check(subject, migrate(d, c, parameters, flags));
                  return api.virDomainFree(moved);
                }));
  }

  private DomainPointer migrate(
      DomainPointer domain, ConnectionPointer there, TypedParams parameters, int flags) {
    Pointer array = parameters.array();
    return api.virDomainMigrate3(domain, there, array, parameters.count(), flags);
  }

  private void byDaemon(UUID domain, URI uri, TypedParams parameters, int flags) {
    domains.call(
        domain,
        d ->
            api.virDomainMigrateToURI3(
                d, uri.toString(), (Pointer) parameters.array(), parameters.count(), flags));
  }

  @Override
  public void maxDowntime(UUID domain, Duration time) {
    domains.call(domain, d -> api.virDomainMigrateSetMaxDowntime(d, time.toMillis(), 0));
  }

  @Override
  public void startPostCopy(UUID domain) {
    domains.call(domain, d -> api.virDomainMigrateStartPostCopy(d, 0));
  }

  @Override
  public long maxSpeed(UUID domain) {
    NativeLongByReference mib = new NativeLongByReference();
    domains.call(domain, d -> api.virDomainMigrateGetMaxSpeed(d, mib, 0));
    return mib.getValue().longValue();
  }

  @Override
  public void maxSpeed(UUID domain, long perSecond) {
    domains.call(domain, d -> api.virDomainMigrateSetMaxSpeed(d, new NativeLong(perSecond), 0));
  }

  @Override
  public Duration maxDowntime(UUID domain) {
    LongByReference millis = new LongByReference();
    domains.call(domain, d -> api.virDomainMigrateGetMaxDowntime(d, millis, 0));
    return Duration.ofMillis(millis.getValue());
  }

  @Override
  public Optional<String> guestCpuProblem(GuestKind kind, String cpu) {
    return lack(
        (c, flags) ->
            api.virConnectCompareHypervisorCPU(
                c,
                kind.emulator().orElse(null),
                kind.architecture().orElse(null),
                kind.machine().orElse(null),
                kind.type(),
                cpu,
                flags));
  }

  @Override
  public String baselineCpu(GuestKind kind, List<String> cpus) {
    return connection
        .call(
            c ->
                connection.check(
                    connection.subject(),
                    api.virConnectBaselineHypervisorCPU(
                        c,
                        kind.emulator().orElse(null),
                        kind.architecture().orElse(null),
                        kind.machine().orElse(null),
                        kind.type(),
                        cpus.toArray(String[]::new),
                        cpus.size(),
                        MIGRATABLE)))
        .toString();
  }

  @Override
  public Optional<String> hostCpuProblem(String cpu) {
    return lack((c, flags) -> api.virConnectCompareCPU(c, cpu, flags));
  }

  /** Asked whether they fit, libvirt gives a number; only when that is to fail, it says why. */
  private Optional<String> lack(ToIntBiFunction<ConnectionPointer, Integer> compare) {
    try {
      int result =
          connection.call(c -> connection.check(connection.subject(), compare.applyAsInt(c, 0)));
      if (result != INCOMPATIBLE) {
        return Optional.empty();
      }
    } catch (UnsupportedException nobodyCanTell) {
      return Optional.empty();
    }
    try {
      connection.call(
          c -> connection.check(connection.subject(), compare.applyAsInt(c, FAIL_INCOMPATIBLE)));
    } catch (UnsupportedException why) {
      return Optional.of(why.problem());
    }
    return Optional.of("the processors differ");
  }

  /** The macros {@code VIR_MIGRATE_PARAM_…}. */
  static TypedParams parameters(MigrationSpec spec) {
    TypedParams all = new TypedParams();
    spec.name().ifPresent(v -> all.addString("destination_name", v));
    spec.xml().ifPresent(v -> all.addString("destination_xml", v));
    spec.persistentXml()
        .or(spec::xml)
        .filter(v -> spec.persistDestination())
        .ifPresent(v -> all.addString("persistent_xml", v));
    spec.dataUri().ifPresent(v -> all.addString("migrate_uri", v.toString()));
    spec.listenAddress().ifPresent(v -> all.addString("listen_address", v));
    spec.graphicsUri().ifPresent(v -> all.addString("graphics_uri", v.toString()));
    spec.bandwidth()
        .ifPresent(v -> all.addUllong("bandwidth", v.bytes() / ByteSize.mib(1).bytes()));
    spec.copiedDisks().forEach(v -> all.addString("migrate_disks", v));
    spec.diskPort().ifPresent(v -> all.addInt("disks_port", v));
    spec.parallelConnections().ifPresent(v -> all.addInt("parallel.connections", v));
    spec.compression().forEach(v -> all.addString("compression", v));
    spec.tlsDestination().ifPresent(v -> all.addString("tls.destination", v));
    return all;
  }

  /** {@code virDomainMigrateFlags}. */
  static int flags(MigrationSpec spec, boolean active) {
    return bit(0, active && spec.live())
        | bit(1, spec.route() != MigrationRoute.DIRECT)
        | bit(2, active && spec.route() == MigrationRoute.TUNNELLED)
        | bit(3, spec.persistDestination())
        | bit(4, spec.undefineSource())
        | bit(6, spec.disks() == MigrationDisks.COPIED)
        | bit(7, spec.disks() == MigrationDisks.COPIED_ABOVE_BACKING)
        | bit(8, active && spec.route() != MigrationRoute.DIRECT)
        | bit(9, spec.unsafe())
        | bit(10, !active)
        | bit(11, active && !spec.compression().isEmpty())
        | bit(12, active)
        | bit(13, active && spec.autoConverge())
        | bit(15, active && spec.postCopy())
        | bit(16, active && spec.tls())
        | bit(17, active && spec.parallelConnections().isPresent());
  }

  private static int bit(int number, boolean set) {
    return set ? 1 << number : 0;
  }
}
