package io.kvmsdk.examples.kvm;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes linked clones of a disk: qcow2 overlays, written in process. */
@Command(
    name = "clone",
    description = "Makes linked clones of a golden disk; no qemu-img is needed.")
final class CloneDisk implements Runnable {
  @Option(
      names = "--golden",
      required = true,
      paramLabel = "FILE",
      description = "The disk that all clones share, and that must not change from now on.")
  private Path golden;

  @Option(
      names = "--format",
      defaultValue = "qcow2",
      paramLabel = "FORMAT",
      description = "Its format, raw or qcow2; never guessed. Default: ${DEFAULT-VALUE}.")
  private BackingFormat format;

  @Option(names = "--count", required = true, paramLabel = "N", description = "How many clones.")
  private int count;

  @Option(
      names = "--out-dir",
      required = true,
      paramLabel = "FOLDER",
      description = "Where they go, as NAME-1.qcow2 and so on; made if it is missing.")
  private Path folder;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    if (count < 1) {
      throw InvalidSpecException.of(
          Subject.of("option", "--count"), "must be at least 1, not " + count);
    }
    long begin = System.nanoTime();
    createAll(QcowOverlay.on(golden, format));
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    command
        .commandLine()
        .getOut()
        .printf("%d clones of %s in %s, %s%n", count, golden, folder, Text.seconds(taken));
  }

  /** All of them or none. */
  private void createAll(QcowOverlay overlay) {
    Deque<Path> made = new ArrayDeque<>();
    try {
      if (Files.notExists(folder)) {
        Files.createDirectories(folder);
        made.push(folder);
      }
      for (int i = 1; i <= count; i++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancelledException(Subject.of("clone", clone(i)), "interrupted", "");
        }
        overlay.create(clone(i));
        made.push(clone(i));
      }
    } catch (IOException e) {
      throw FileErrors.explain("making the folder", folder, e);
    } catch (RuntimeException e) {
      made.forEach(file -> delete(file, e));
      throw e;
    }
  }

  private Path clone(int number) {
    String name = golden.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    return folder.resolve(name + "-" + number + ".qcow2");
  }

  private static void delete(Path file, RuntimeException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(FileErrors.explain("removing", file, e));
    }
  }
}
