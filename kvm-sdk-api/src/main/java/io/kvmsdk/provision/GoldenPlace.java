package io.kvmsdk.provision;

import io.kvmsdk.FileOwner;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Dependents;
import io.kvmsdk.internal.driver.GoldenVolumes;
import io.kvmsdk.internal.driver.ImageUse;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** The two volumes of one golden image, before it is published there. */
final class GoldenPlace {
  private final Hypervisor kvm;
  private final String pool;
  private final String name;
  private final String image;
  private final Subject subject;

  GoldenPlace(Hypervisor kvm, String pool, String name, VolumeFormat format) {
    this.kvm = kvm;
    this.pool = pool;
    this.name = name;
    this.image = GoldenVolumes.image(name, format);
    this.subject = Subject.of("golden image", name);
  }

  StoragePool pool() {
    return kvm.storagePools().get(pool);
  }

  /** The name of the image's volume. */
  String image() {
    return image;
  }

  StorageVolume stored() {
    return pool().get(image);
  }

  /** What is published under this name already. */
  Optional<Golden> taken() {
    return new Goldens(kvm, pool).known(name);
  }

  void refuseTaken() {
    if (taken().isPresent()) {
      throw new AlreadyExistsException(
          subject,
          "the pool '" + pool + "' has a golden image of this name already, which is kept",
          "Choose another name, as one with a date, or delete it first");
    }
  }

  /** The step that clears the place of a publication that was cut off, if there is one. */
  Optional<Plan.Step> clearing() {
    List<StorageVolume> rest = rest();
    rest.forEach(v -> Dependents.refuse(kvm, subject, v.path(), "replaced"));
    return rest.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Groundwork.step(
                Effect.DELETE,
                subject,
                "delete what is left of a publication that was cut off",
                run -> rest().forEach(StorageVolume::delete)));
  }

  private List<StorageVolume> rest() {
    return List.of(image, GoldenVolumes.card(name)).stream()
        .flatMap(v -> ImageUse.volume(kvm, pool, v).stream())
        .toList();
  }

  /**
   * What the volumes are made with: nobody may write to them, and they belong to whom libvirt would
   * give them once a machine over them starts.
   */
  List<String> permissions() {
    String owner =
        kvm.capabilities()
            .imageOwner()
            .filter(o -> ownersAreKept())
            .map(GoldenPlace::xml)
            .orElse("");
    return List.of("<target><permissions><mode>0444</mode>" + owner + "</permissions></target>");
  }

  /** A server may forbid to give files away, and then nothing could be made there. */
  private boolean ownersAreKept() {
    return switch (pool().spec().type()) {
      case DIR, FS -> true;
      default -> false;
    };
  }

  private static String xml(FileOwner owner) {
    return "<owner>" + owner.user() + "</owner><group>" + owner.group() + "</group>";
  }

  /** What can be found under its name from now on is whole. */
  void publish(GoldenInfo info, Run run) {
    byte[] text = GoldenCard.write(info).getBytes(StandardCharsets.UTF_8);
    PoolFiles.write(
        pool(), GoldenVolumes.card(name), permissions(), run, file -> Files.write(file, text));
  }
}
