package io.kvmsdk.examples.kvm;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.iso.InstallerIso;
import io.kvmsdk.iso.IsoPatch;
import io.kvmsdk.iso.Unattended;
import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes an installer that asks nothing. */
@Command(
    name = "remaster",
    description = "Makes an installer's ISO start by itself and answer its own questions.")
final class Remaster implements Runnable {
  /** What to write. */
  enum Form {
    /** A full image, for any use. */
    ISO,
    /** A qcow2 image of kilobytes that needs the original beside it, for a virtual machine. */
    OVERLAY
  }

  @Option(names = "--iso", required = true, paramLabel = "FILE", description = "The installer.")
  private Path iso;

  @Option(
      names = "--answers",
      required = true,
      paramLabel = "FILE",
      description = "What the installer would ask, in its own format: preseed, autoinstall, …")
  private Path answers;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "What to write; it must not exist.")
  private Path out;

  @Option(
      names = "--as",
      defaultValue = "iso",
      paramLabel = "FORM",
      description = "iso, or overlay: qcow2 of kilobytes, over the original. Default: iso.")
  private Form form;

  @Option(
      names = "--add",
      paramLabel = "FILE=/PATH",
      description = "A file to add to the medium, and its path there; may be repeated.")
  private Map<Path, String> added = Map.of();

  @Option(
      names = "--kernel-arg",
      paramLabel = "ARG",
      description = "An argument for the installer's kernel; may be repeated.")
  private List<String> kernelArguments = List.of();

  @Option(
      names = "--backing",
      paramLabel = "PATH",
      description = "Where an overlay looks for the original; by default where it is now.")
  private Optional<String> backing = Optional.empty();

  @Spec private CommandSpec command;

  @Override
  public void run() {
    long begin = System.nanoTime();
    InstallerIso installer = InstallerIso.open(iso);
    AnswerFile file = AnswerFile.read(installer.answers(), answers);
    IsoPatch patch = installer.unattended(u -> settings(u.answers(file)));
    PrintWriter log = command.commandLine().getOut();
    switch (form) {
      case ISO -> patch.writeIso(out, ProgressBar.on(log));
      case OVERLAY -> patch.writeOverlay(out, backing.orElse(iso.toAbsolutePath().toString()));
    }
    long milliseconds = (System.nanoTime() - begin) / 1_000_000;
    patch.notes().forEach(note -> log.println("note: " + note));
    log.printf(
        "%s: %d sectors changed, %s written, %d ms%n",
        out, patch.changedSectors(), Text.size(length(out)), milliseconds);
  }

  private void settings(Unattended unattended) {
    kernelArguments.forEach(unattended::addKernelArg);
    added.forEach((file, path) -> unattended.add(path, content(file)));
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }

  private static ByteSize length(Path file) {
    try {
      return ByteSize.bytes(Files.size(file));
    } catch (IOException e) {
      throw FileErrors.explain("reading", file, e);
    }
  }
}
