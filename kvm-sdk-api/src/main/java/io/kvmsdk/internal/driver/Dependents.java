package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.qcow2.BackingLayer;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.storage.StorageVolume;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
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
  private final ImageUse use;
  private final String image;
  private final Set<String> paths = new LinkedHashSet<>();

  private Dependents(Hypervisor kvm, String image) {
    this.kvm = kvm;
    this.use = ImageUse.of(kvm);
    this.image = image;
  }

  /**
   * @param image where the host finds it
   * @return the domains, then the volumes, each by name
   */
  public static List<Subject> of(Hypervisor kvm, String image) {
    Dependents dependents = new Dependents(kvm, image);
    dependents.climb(image);
    return Stream.concat(dependents.domains(), dependents.overlays()).toList();
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
          "Flatten each of them, so that it stands alone: a domain's with Provision.planConsolidate,"
              + " another volume with StorageVolume.clone; or rebase a local one onto another image"
              + " with QcowImage.rebase; or delete it");
    }
  }

  /** For messages. */
  public static String names(List<Subject> dependents) {
    return dependents.isEmpty()
        ? "nothing"
        : dependents.stream().map(Subject::toString).collect(Collectors.joining(", "));
  }

  private void climb(String path) {
    if (paths.add(path)) {
      use.over(path).forEach(this::climb);
    }
  }

  private Stream<Subject> overlays() {
    return paths.stream()
        .skip(1)
        .flatMap(path -> kvm.storagePools().findVolumeByPath(path).stream())
        .map(StorageVolume::name)
        .sorted()
        .map(name -> Subject.of("storage volume", name));
  }

  private Stream<Subject> domains() {
    return use.inUse().stream()
        .filter(this::needs)
        .flatMap(path -> use.users(path).stream())
        .map(Domain::name)
        .distinct()
        .sorted()
        .map(name -> Subject.of("domain", name));
  }

  /** An image in no pool is read, where this is the host. */
  private boolean needs(String path) {
    return paths.contains(path) || kvm.localFile(path).filter(this::liesOver).isPresent();
  }

  private boolean liesOver(Path file) {
    try {
      return QcowImage.open(file).backingChain().stream()
          .map(BackingLayer::file)
          .anyMatch(Path.of(image)::equals);
    } catch (KvmException | IllegalArgumentException noSuchImageHere) {
      return false;
    }
  }
}
