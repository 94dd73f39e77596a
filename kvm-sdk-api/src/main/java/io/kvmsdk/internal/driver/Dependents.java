package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.BackingStoreXml;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.qcow2.BackingLayer;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What would be lost with an image: the volumes of active pools that lie over it, however many
 * layers up, and the domains that have it, or one of those, as a disk. An overlay in no pool is
 * found only if a domain uses it, and only on this machine.
 */
public final class Dependents {
  private final Hypervisor kvm;
  private final String image;
  private final Map<String, List<StorageVolume>> overlays = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private final Set<Subject> found = new LinkedHashSet<>();

  private Dependents(Hypervisor kvm, String image) {
    this.kvm = kvm;
    this.image = image;
  }

  /**
   * @param image where the host finds it
   */
  public static List<Subject> of(Hypervisor kvm, String image) {
    Dependents dependents = new Dependents(kvm, image);
    kvm.storagePools().list().forEach(dependents::look);
    dependents.climb(image);
    List<Subject> domains =
        kvm.domains().list().stream()
            .filter(dependents::has)
            .map(d -> Subject.of("domain", d.name()))
            .toList();
    List<Subject> all = new ArrayList<>(domains);
    all.addAll(dependents.found);
    return List.copyOf(all);
  }

  /**
   * Lets nobody do {@code verb} to an image while something lies over it.
   *
   * @throws ConflictException with the names of all that does
   */
  public static void refuse(Hypervisor kvm, Subject subject, String image, String verb) {
    List<Subject> dependents = of(kvm, image);
    if (!dependents.isEmpty()) {
      throw new ConflictException(
          subject,
          "cannot be " + verb + ": it is needed by " + names(dependents),
          "Flatten each of them, so that it stands alone, rebase it onto another image, or delete"
              + " it");
    }
  }

  /** For messages. */
  public static String names(List<Subject> dependents) {
    return dependents.isEmpty()
        ? "nothing"
        : dependents.stream().map(Subject::toString).collect(Collectors.joining(", "));
  }

  private void look(StoragePool pool) {
    try {
      if (pool.active()) {
        pool.list().forEach(this::look);
      }
    } catch (NotFoundException vanished) {
      return;
    }
  }

  private void look(StorageVolume volume) {
    try {
      StorageVolumeXml.parse(volume.xml())
          .backingStore()
          .flatMap(BackingStoreXml::path)
          .ifPresent(below -> overlays.computeIfAbsent(below, b -> new ArrayList<>()).add(volume));
    } catch (NotFoundException vanished) {
      return;
    }
  }

  private void climb(String path) {
    if (paths.add(path)) {
      for (StorageVolume overlay : overlays.getOrDefault(path, List.of())) {
        found.add(Subject.of("storage volume", overlay.name()));
        climb(overlay.path());
      }
    }
  }

  private boolean has(Domain domain) {
    return disks(domain)
        .flatMap(d -> path(d).stream())
        .anyMatch(path -> paths.contains(path) || (kvm.uri().getHost() == null && liesOver(path)));
  }

  /** Those of now and those of the next boot. */
  private static Stream<DiskXml> disks(Domain domain) {
    try {
      return Stream.of(domain.xml(), domain.definitionXml())
          .flatMap(xml -> DomainXml.parse(xml).disks().stream());
    } catch (NotFoundException vanished) {
      return Stream.empty();
    }
  }

  private Optional<String> path(DiskXml disk) {
    Optional<DiskSourceXml> source = disk.source();
    return source
        .flatMap(DiskSourceXml::file)
        .or(() -> source.flatMap(DiskSourceXml::device))
        .or(() -> source.flatMap(this::volume).map(StorageVolume::path));
  }

  private Optional<StorageVolume> volume(DiskSourceXml source) {
    return source
        .pool()
        .flatMap(kvm.storagePools()::find)
        .filter(StoragePool::active)
        .flatMap(p -> source.volume().flatMap(p::find));
  }

  private boolean liesOver(String path) {
    try {
      return QcowImage.open(Path.of(path)).backingChain().stream()
          .map(BackingLayer::file)
          .anyMatch(Path.of(image)::equals);
    } catch (KvmException | IllegalArgumentException noSuchImageHere) {
      return false;
    }
  }
}
