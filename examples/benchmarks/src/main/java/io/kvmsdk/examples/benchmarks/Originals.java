package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.testkit.fixture.InstallerFixtures;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The installers that are remastered, made once and kept beside the testkit's fixtures. */
final class Originals {
  private static final int MEGABYTES = 600;
  private static final long MORE_THAN_4_GIB = 4_300_000_000L;

  private Originals() {}

  /**
   * @param name {@code sample} of 600 MB, {@code large} of 4.9 GB with a file of more than 4 GiB,
   *     or a file's name
   */
  static Path find(String name) throws IOException {
    Path sample = InstallerFixtures.sampleIso(InstallerFixtures.Layout.DEBIAN, MEGABYTES);
    return switch (name) {
      case "sample" -> sample;
      case "large" -> large(sample);
      default -> Path.of(name).toAbsolutePath();
    };
  }

  /** The sample and one file more, in several extents, written by xorriso. */
  private static Path large(Path sample) throws IOException {
    Path large = sample.resolveSibling("large-of-" + sample.getFileName());
    if (Files.exists(large)) {
      return large;
    }
    Scratch scratch = new Scratch(sample.getParent().toString());
    Path made = scratch.file("large");
    fill(scratch.file("file"));
    String command =
        "xorriso -indev %s -outdev %s -compliance iso_9660_level=3 -joliet on"
            + " -compliance joliet_long_names -boot_image any replay -map file /pool/file -commit";
    Rival.run(scratch.folder(), (Object[]) command.formatted(sample, made).split(" "));
    Files.move(made, large);
    scratch.delete();
    return large;
  }

  private static void fill(Path file) throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (long left = MORE_THAN_4_GIB; left > 0; left -= noise.length) {
        out.write(noise, 0, (int) Math.min(left, noise.length));
      }
    }
  }
}
