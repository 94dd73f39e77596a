package io.kvmsdk.examples.kvm;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.iso.IsoPatch;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder that {@link Quickstart} leaves to look at, with the fake host's files inside. */
final class QuickstartFiles {
  private static final Pattern VOLUME =
      Pattern.compile(Quickstart.NAME + "-\\d+-(vda|installer)\\.qcow2|kvmsdk-[0-9a-f]{64}\\.iso");

  private final Path folder;

  QuickstartFiles(Path folder) {
    this.folder = folder;
  }

  /** An installer for those who have none; the one of an earlier run if it is there. */
  Path sample() {
    createFolder();
    Path file = folder.resolve("installer.iso");
    if (Files.notExists(file)) {
      SampleInstaller.write(file);
    }
    return file;
  }

  String fakeUri() {
    return "fake://" + host().toUri().getRawPath().replaceFirst("/$", "");
  }

  Path fakePool() {
    return host().resolve("pool");
  }

  private Path host() {
    return folder.toAbsolutePath().normalize().resolve("host");
  }

  /** A fake host ends with its JVM, but its files stay: they would be in the way of new ones. */
  void removeFakeVolumes() {
    try (Stream<Path> files = Files.list(fakePool())) {
      for (Path file : files.filter(QuickstartFiles::isVolume).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException firstRun) {
      return;
    } catch (IOException e) {
      throw FileErrors.explain("removing what an earlier run has left", fakePool(), e);
    }
  }

  private static boolean isVolume(Path file) {
    return VOLUME.matcher(file.getFileName().toString()).matches();
  }

  /** Keeps a remastered installer in both its forms. */
  void keep(String name, IsoPatch patch, ProgressListener listener) {
    createFolder();
    Path overlay = folder.resolve(name + "-installer.qcow2");
    try {
      Files.deleteIfExists(overlay);
    } catch (IOException e) {
      throw FileErrors.explain("replacing", overlay, e);
    }
    patch.writeOverlay(overlay, patch.original().file().toString());
    patch.replaceIso(folder.resolve(name + "-installer.iso"), listener);
  }

  private void createFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileErrors.explain("making the folder", folder, e);
    }
  }

  /** Lists all files, with their sizes. */
  void print(PrintWriter out) {
    out.printf("%nfiles in %s, for qemu-img, xorriso and others:%n", folder);
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : sorted) {
        String size = Text.size(ByteSize.bytes(Files.size(file)));
        out.printf("%10s  %s%n", size, folder.relativize(file));
      }
    } catch (IOException e) {
      throw FileErrors.explain("listing", folder, e);
    }
  }
}
