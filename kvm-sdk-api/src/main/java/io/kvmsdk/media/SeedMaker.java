package io.kvmsdk.media;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.unattended.CloudInit;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Writes cloud-init's documents onto a medium that its NoCloud source finds; found through {@link
 * ServiceLoader}.
 */
public interface SeedMaker {
  /**
   * Writes an image of kilobytes, called {@code cidata}.
   *
   * @param target a local file to create; it must not exist
   */
  void write(CloudInit seed, Path target);

  /**
   * The one on the class or module path.
   *
   * @throws UnsupportedException if there is none
   */
  static SeedMaker get() {
    return ServiceLoader.load(SeedMaker.class, SeedMaker.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedException(
                    Subject.of("seed", "cidata"),
                    "nothing on the class or module path can make one",
                    "Add the artifact io.kvmsdk:kvm-sdk-iso to the application"));
  }
}
