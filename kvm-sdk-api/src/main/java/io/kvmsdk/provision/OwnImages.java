package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.internal.driver.DomainImages;
import io.kvmsdk.internal.driver.GoldenVolumes;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.storage.StorageVolume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which images of a domain are its own, and why the others are not. Its own are those that it, or
 * one of its snapshots, writes to, its memory in snapshots, and its own media; never one that
 * another domain has, that lies below an image that stays, that is read-only or that several may
 * write to.
 */
final class OwnImages {
  private static final Optional<String> BELOW = Optional.of("lies below its disks");

  private final Hypervisor kvm;
  private final Domain domain;
  private final ImageUse use;
  private final DomainImages images;
  private final Map<String, Optional<String>> reasons = new LinkedHashMap<>();

  private OwnImages(Hypervisor kvm, Domain domain) {
    this.kvm = kvm;
    this.domain = domain;
    this.use = ImageUse.of(kvm);
    this.images = DomainImages.of(domain);
  }

  /**
   * One image of the domain.
   *
   * @param staysBecause empty if it is the domain's own
   */
  record Image(String path, Optional<StorageVolume> volume, Optional<String> staysBecause) {
    boolean own() {
      return staysBecause.isEmpty();
    }
  }

  /**
   * @return each before those that it lies over
   */
  static List<Image> of(Hypervisor kvm, Domain domain) {
    return new OwnImages(kvm, domain).judge();
  }

  private List<Image> judge() {
    images.documents().stream().map(DomainXml::disks).forEach(d -> d.forEach(this::judge));
    images.overlays().forEach(path -> reasons.putIfAbsent(path, Optional.empty()));
    images.memoryFiles().forEach(path -> reasons.putIfAbsent(path, Optional.empty()));
    images.all(kvm).forEach(path -> reasons.putIfAbsent(path, BELOW));
    List.copyOf(reasons.keySet()).forEach(this::judgeBelow);
    List.copyOf(reasons.keySet()).forEach(this::judgeUse);
    while (List.copyOf(reasons.keySet()).stream().anyMatch(this::liesBelowWhatStays)) {}
    return sorted();
  }

  private static Optional<String> stays(String reason) {
    return Optional.of(reason);
  }

  private void judgeBelow(String path) {
    Optional<String> below = use.below(path);
    while (below.isPresent() && reasons.putIfAbsent(below.get(), BELOW) == null) {
      below = use.below(below.get());
    }
  }

  /** A word against an image, from any of the documents, counts more than one for it. */
  private void judge(DiskXml disk) {
    ImageUse.path(kvm, disk)
        .ifPresent(
            path -> reasons.merge(path, against(disk, path), (a, b) -> a.isPresent() ? a : b));
  }

  private Optional<String> against(DiskXml disk, String path) {
    if (disk.shareable()) {
      return stays("is shared by domains that write to it");
    } else if (isOwnMedium(path)) {
      return Optional.empty();
    } else if (!disk.device().equals("disk")) {
      return stays("is a medium in a drive");
    }
    return disk.readOnly() ? stays("is read-only") : Optional.empty();
  }

  /** A seed or an installer is read-only, and yet nobody else's. */
  private boolean isOwnMedium(String path) {
    String installer = "/" + InstallFlow.installerVolume(domain.name());
    String seed = "/" + SpawnFlow.seedVolume(domain.name());
    return (path.endsWith(installer) || path.endsWith(seed))
        && kvm.storagePools().findVolumeByPath(path).isPresent();
  }

  private void judgeUse(String path) {
    use.userOtherThan(domain.uuid(), path)
        .ifPresent(other -> keep(path, "is used by the domain '" + other.name() + "'"));
    GoldenVolumes.at(kvm, path).ifPresent(golden -> keep(path, "is a golden image"));
  }

  private boolean liesBelowWhatStays(String path) {
    Optional<String> overlay = use.over(path).stream().filter(Predicate.not(this::own)).findFirst();
    boolean found = own(path) && overlay.isPresent();
    overlay.filter(o -> found).ifPresent(o -> keep(path, "lies below " + o));
    return found;
  }

  private boolean own(String path) {
    return reasons.getOrDefault(path, stays("is not the domain's")).isEmpty();
  }

  private void keep(String path, String reason) {
    reasons.put(path, stays(reason));
  }

  private List<Image> sorted() {
    List<Image> sorted = new ArrayList<>();
    Set<String> left = new LinkedHashSet<>(reasons.keySet());
    while (!left.isEmpty()) {
      List<String> top =
          left.stream().filter(p -> use.over(p).stream().noneMatch(left::contains)).toList();
      // Images that lie over each other in a circle are nobody's to delete, in whatever order.
      List<String> next = top.isEmpty() ? List.copyOf(left) : top;
      next.forEach(path -> sorted.add(image(path)));
      left.removeAll(Set.copyOf(next));
    }
    return sorted;
  }

  private Image image(String path) {
    return new Image(path, kvm.storagePools().findVolumeByPath(path), reasons.get(path));
  }

  /** The paths of those that are the domain's own. */
  static Set<String> ownPaths(List<Image> images) {
    return images.stream().filter(Image::own).map(Image::path).collect(Collectors.toSet());
  }
}
