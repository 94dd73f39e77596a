package io.kvmsdk.testkit.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NwFilter;
import io.kvmsdk.secret.StoredSecret;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a test has made on a host, known by how the names begin. */
public final class Leftovers {
  private static final Duration BUSY = Duration.ofMinutes(1);

  private final Hypervisor kvm;
  private RuntimeException failure;

  private Leftovers(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /**
   * Removes the domains, networks, filters and pools whose names begin with {@code prefix}, the
   * secrets whose use names it, and the pools with their volumes and folders. One that cannot be
   * removed keeps none of the others.
   *
   * @throws RuntimeException what the first of those said, the others suppressed
   */
  public static void remove(Hypervisor kvm, String prefix) {
    Leftovers leftovers = new Leftovers(kvm);
    leftovers.each(
        kvm.domains().list().stream().filter(d -> d.name().startsWith(prefix)).toList(),
        Leftovers::remove);
    leftovers.each(
        kvm.networks().list().stream().filter(n -> n.name().startsWith(prefix)).toList(),
        Leftovers::remove);
    List<StoragePool> pools =
        kvm.storagePools().list().stream().filter(p -> p.name().startsWith(prefix)).toList();
    leftovers.each(pools, leftovers::removeOverlays);
    leftovers.each(pools, leftovers::remove);
    leftovers.each(
        orNone(kvm.secrets()::list).stream().filter(x -> names(x, prefix)).toList(),
        StoredSecret::undefine);
    leftovers.each(
        orNone(kvm.nwFilters()::list).stream().filter(f -> f.name().startsWith(prefix)).toList(),
        NwFilter::undefine);
    if (leftovers.failure != null) {
      throw leftovers.failure;
    }
  }

  private static <T> List<T> orNone(Supplier<List<T>> list) {
    try {
      return list.get();
    } catch (UnsupportedException none) {
      return List.of();
    }
  }

  /** One that somebody else removes meanwhile was not ours. */
  private static boolean names(StoredSecret secret, String prefix) {
    try {
      return secret.usage().id().contains(prefix);
    } catch (NotFoundException gone) {
      return false;
    }
  }

  private <T> void each(List<T> found, Consumer<T> removal) {
    for (T one : found) {
      try {
        removal.accept(one);
      } catch (NotFoundException gone) {
        // as is wanted
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
  }

  private static void remove(Domain domain) {
    if (domain.state().active()) {
      domain.destroy();
    }
    domain.undefine();
  }

  private static void remove(Network network) {
    if (network.active()) {
      network.destroy();
    }
    network.undefine();
  }

  /** Golden images are not deleted from under them, and may be in another pool. */
  private void removeOverlays(StoragePool pool) {
    if (pool.active()) {
      unlessBusy(pool, pool::refresh);
      pool.list().stream()
          .filter(v -> v.xml().contains("<backingStore>"))
          .forEach(StorageVolume::delete);
    }
  }

  private void remove(StoragePool pool) {
    if (pool.active()) {
      pool.list().forEach(StorageVolume::delete);
      unlessBusy(pool, pool::destroy);
      pool.delete();
    }
    pool.undefine();
  }

  /** libvirt refuses to refresh a pool, or to stop it, while one of its volumes is being built. */
  private void unlessBusy(StoragePool pool, Runnable action) {
    kvm.pacer()
        .await(
            Subject.of("storage pool", pool.name()),
            "waiting for its other jobs",
            BUSY,
            () -> done(action),
            () -> "It was busy");
  }

  private static Optional<Boolean> done(Runnable action) {
    try {
      action.run();
      return Optional.of(true);
    } catch (ConflictException busy) {
      return Optional.empty();
    }
  }
}
