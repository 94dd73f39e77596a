package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.xml.BackingStoreXml;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Who uses which image of a host, as of one look at all of it. It reads libvirt's documents rather
 * than specs, so that disks count that specs cannot say; what vanishes while it looks uses nothing.
 *
 * <p>An image is known by its path on the host. What lies over it is known only where that is a
 * volume of an active pool, or a disk of a domain that runs.
 */
public final class ImageUse {
  private static final System.Logger LOG = System.getLogger(ImageUse.class.getName());

  private final Hypervisor kvm;
  private final Map<String, Set<Domain>> domains = new LinkedHashMap<>();
  private final Map<String, Set<String>> overlays = new HashMap<>();
  private final Map<String, String> below = new HashMap<>();

  private ImageUse(Hypervisor kvm) {
    this.kvm = kvm;
  }

  /** Looks at all domains, and at all volumes after their pools have been refreshed. */
  public static ImageUse of(Hypervisor kvm) {
    ImageUse use = ofPools(kvm);
    kvm.domains().list().forEach(use::look);
    return use;
  }

  /** As {@link #of}, of volumes alone: it knows no domains. */
  static ImageUse ofPools(Hypervisor kvm) {
    ImageUse use = new ImageUse(kvm);
    kvm.storagePools().list().forEach(use::look);
    return use;
  }

  /** Lets libvirt see what QEMU has made in its pools. */
  static void refreshPools(Hypervisor kvm) {
    ofPools(kvm);
  }

  private void look(StoragePool pool) {
    try {
      if (pool.active()) {
        refresh(pool);
        pool.list().forEach(this::look);
      }
    } catch (NotFoundException vanished) {
      return;
    } catch (ConflictException stopped) {
      if (active(kvm, pool.name()).isPresent()) {
        throw stopped;
      }
    }
  }

  /**
   * QEMU makes and removes images without the pools' knowledge. A pool that cannot be refreshed
   * now, as while a volume is being built in it, is taken as libvirt knows it.
   */
  private static void refresh(StoragePool pool) {
    try {
      pool.refresh();
    } catch (NotFoundException vanished) {
      throw vanished;
    } catch (KvmException busy) {
      LOG.log(System.Logger.Level.DEBUG, "not refreshed: " + pool.name(), busy);
    }
  }

  private void look(StorageVolume volume) {
    try {
      StorageVolumeXml document = StorageVolumeXml.parse(volume.xml());
      String path = document.path().orElseGet(volume::path);
      document
          .backingStore()
          .flatMap(BackingStoreXml::path)
          .ifPresent(
              image -> {
                below.put(path, image);
                overlays.computeIfAbsent(image, i -> new LinkedHashSet<>()).add(path);
              });
    } catch (NotFoundException vanished) {
      return;
    }
  }

  private void look(Domain domain) {
    DomainImages.of(domain)
        .all(kvm)
        .forEach(path -> domains.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(domain));
  }

  /** Who but {@code domain} has the image as a disk or below one, now or in a snapshot. */
  public Optional<Domain> userOtherThan(UUID domain, String path) {
    return users(path).stream().filter(d -> !d.uuid().equals(domain)).findFirst();
  }

  /** All images that are a domain's disk or lie below one, now or in a snapshot. */
  Set<String> inUse() {
    return domains.keySet();
  }

  /** The domains that have the image as a disk or below one, now or in a snapshot. */
  Set<Domain> users(String path) {
    return domains.getOrDefault(path, Set.of());
  }

  /** Whether a domain has the image as a disk or below one, or a volume lies over it. */
  public boolean used(String path) {
    return !users(path).isEmpty() || !over(path).isEmpty();
  }

  /** The paths of the volumes that lie directly over the image. */
  public Set<String> over(String path) {
    return overlays.getOrDefault(path, Set.of());
  }

  /** The image that the volume at {@code path} lies over. */
  public Optional<String> below(String path) {
    return Optional.ofNullable(below.get(path));
  }

  /** The path of the disk's image; empty where it has no medium, or one that is no path. */
  public static Optional<String> path(Hypervisor kvm, DiskXml disk) {
    Optional<DiskSourceXml> source = disk.source();
    return source
        .flatMap(DiskSourceXml::file)
        .or(() -> source.flatMap(DiskSourceXml::device))
        .or(() -> source.flatMap(s -> volumePath(kvm, s)));
  }

  private static Optional<String> volumePath(Hypervisor kvm, DiskSourceXml source) {
    Function<StoragePool, Optional<String>> path =
        pool -> source.volume().flatMap(pool::find).map(StorageVolume::path);
    return source.pool().flatMap(pool -> in(kvm, pool, path));
  }

  /** The volume, if its pool is there and active. */
  public static Optional<StorageVolume> volume(Hypervisor kvm, String pool, String volume) {
    return in(kvm, pool, p -> p.find(volume));
  }

  /** What is found in the pool, if that is there and active, and stays so meanwhile. */
  private static <T> Optional<T> in(
      Hypervisor kvm, String pool, Function<StoragePool, Optional<T>> look) {
    try {
      return active(kvm, pool).flatMap(look);
    } catch (NotFoundException vanished) {
      return Optional.empty();
    } catch (ConflictException stopped) {
      if (active(kvm, pool).isPresent()) {
        throw stopped;
      }
      return Optional.empty();
    }
  }

  private static Optional<StoragePool> active(Hypervisor kvm, String pool) {
    try {
      return kvm.storagePools().find(pool).filter(StoragePool::active);
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }
}
