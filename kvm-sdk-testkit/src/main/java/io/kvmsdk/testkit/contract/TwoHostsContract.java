package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.MigrationRoute;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What suites about two hosts have in common: the other host, and guests that can go there. */
public abstract class TwoHostsContract extends HypervisorContract {
  static final ByteSize SIZE = ByteSize.mib(8);

  protected Hypervisor other;

  /** A connection to the other host, which the contract closes. */
  protected abstract Hypervisor connectOther();

  /** A folder that both hosts see. */
  protected abstract String sharedFolder();

  /** A folder of this path that each host has for itself. */
  protected abstract String ownFolder();

  /** What takes a migration from one of the two hosts to the other by this route. */
  protected abstract void route(MigrationSpec.Builder spec, MigrationRoute route);

  /** What makes a migration take some seconds. */
  protected void slowly(MigrationSpec.Builder spec) {}

  /** A guest that is seen to go on, by {@link #assertGoesOn}. */
  protected void guest(DomainSpec.Builder spec) {}

  /** The guest runs on {@code domain}'s host, and has never stopped since it was started. */
  protected void assertGoesOn(Domain domain) {
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  /** Whether what a guest sees of two images of the two hosts is the same. */
  protected void assertSameImage(String here, String there) throws IOException {}

  @BeforeEach
  void openOther() {
    other = connectOther();
  }

  @AfterEach
  void removeWhatIsLeftThere() {
    Thread.interrupted();
    try {
      Leftovers.remove(other, run);
    } finally {
      other.close();
    }
  }

  final Domain defined(Consumer<DomainSpec.Builder> more) {
    return kvm.domains()
        .define(
            d -> {
              d.name(run).memory(ByteSize.mib(32)).accelerator(Accelerator.TCG);
              guest(d);
              more.accept(d);
            });
  }

  final Domain running(Consumer<DomainSpec.Builder> more) {
    Domain domain = defined(more);
    domain.start();
    return domain;
  }

  final StoragePool pool(Hypervisor host, String folder) {
    return pool(host, folder, run);
  }

  final StoragePool own(Hypervisor host, String name) {
    return pool(host, ownFolder(), name);
  }

  private static StoragePool pool(Hypervisor host, String folder, String name) {
    StoragePool pool = host.storagePools().define(p -> p.name(name).target(folder + "/" + name));
    pool.build();
    pool.start();
    return pool;
  }

  final MigrationSpec spec(MigrationRoute route, Consumer<MigrationSpec.Builder> more) {
    MigrationSpec.Builder spec = MigrationSpec.builder();
    route(spec, route);
    more.accept(spec);
    return spec.build();
  }

  final MigrationSpec direct() {
    return spec(MigrationRoute.DIRECT, s -> {});
  }

  static Consumer<DiskSpec.Builder> of(StorageVolume image) {
    return d -> d.volume(image.pool(), image.name());
  }

  static StorageVolume empty(StoragePool pool, String name) {
    return pool.create(v -> v.name(name).capacity(SIZE));
  }

  /** Puts something into a raw volume. */
  protected abstract void fill(StorageVolume volume) throws IOException;
}
