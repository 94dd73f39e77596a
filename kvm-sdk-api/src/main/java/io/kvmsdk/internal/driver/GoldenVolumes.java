package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.VolumeFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How golden images are told from other volumes of their pool: by the name, and by a card of that
 * name beside them once they are published.
 */
public final class GoldenVolumes {
  public static final String CARD_SUFFIX = ".golden";

  private static final Pattern IMAGE = Pattern.compile("(.+\\.golden)\\.(qcow2|raw)");

  private GoldenVolumes() {}

  /** The volume that tells what is known of the golden image {@code name}. */
  public static String card(String name) {
    return name + CARD_SUFFIX;
  }

  /** The volume that is the golden image {@code name}. */
  public static String image(String name, VolumeFormat format) {
    return card(name) + "." + format.libvirtName();
  }

  /** Whether the volume of {@code pool} is a published golden image. */
  public static boolean published(StoragePool pool, String volume) {
    Matcher image = IMAGE.matcher(volume);
    return image.matches() && pool.find(image.group(1)).isPresent();
  }

  /** The published golden image whose file is at {@code path}. */
  public static Optional<Subject> at(Hypervisor kvm, String path) {
    return Optional.of(path)
        .filter(p -> IMAGE.matcher(p).matches())
        .flatMap(kvm.storagePools()::findVolumeByPath)
        .filter(v -> published(kvm.storagePools().get(v.pool()), v.name()))
        .map(v -> subject(v.name()));
  }

  private static Subject subject(String volume) {
    return Subject.of("golden image", volume.replaceFirst("\\.golden\\.[^.]+$", ""));
  }

  /**
   * Lets no guest write to a published image.
   *
   * @throws ConflictException if the domain of {@code document} has one as a disk that is not
   *     read-only
   */
  static void refuseWriter(Hypervisor kvm, String document) {
    if (document.contains(CARD_SUFFIX + ".")) { // few have, and the others need not be read
      DomainXml.parse(document).disks().stream()
          .filter(d -> !d.readOnly() && !d.device().equals("cdrom"))
          .flatMap(d -> ImageUse.path(kvm, d).stream())
          .flatMap(path -> at(kvm, path).stream())
          .findFirst()
          .ifPresent(GoldenVolumes::refuseWriter);
    }
  }

  private static void refuseWriter(Subject golden) {
    throw new ConflictException(
        golden,
        "no domain may write to it, since its clones need it as it is",
        "Spawn a machine over it with Golden.spawn, or make the disk read-only");
  }

  /**
   * Lets nobody change or delete a published image while something lies over it.
   *
   * @throws ConflictException with the names of all that does
   */
  static void guard(Driver driver, ObjectRef pool, String volume, String verb) {
    Matcher image = IMAGE.matcher(volume);
    if (image.matches() && driver.storage().volumeExists(pool.uuid(), image.group(1))) {
      String path = driver.storage().volumePath(pool.uuid(), volume);
      Dependents.refuse(new DriverHypervisor(driver), subject(volume), path, verb);
    }
  }
}
