package io.kvmsdk.internal.driver;

import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.VolumeFormat;
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

  /**
   * Lets nobody change or delete a published image while something lies over it.
   *
   * @throws io.kvmsdk.error.ConflictException with the names of all that does
   */
  static void guard(Driver driver, ObjectRef pool, String volume, String verb) {
    Matcher image = IMAGE.matcher(volume);
    if (image.matches() && driver.storage().volumeExists(pool.uuid(), image.group(1))) {
      Subject subject = Subject.of("golden image", image.group(1).replaceFirst("\\.golden$", ""));
      String path = driver.storage().volumePath(pool.uuid(), volume);
      Dependents.refuse(new DriverHypervisor(driver), subject, path, verb);
    }
  }
}
