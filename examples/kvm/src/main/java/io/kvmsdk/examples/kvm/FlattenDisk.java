package io.kvmsdk.examples.kvm;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Flatten;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a disk with all that lies below it into one image. */
@Command(
    name = "flatten",
    description = "Copies an image and its whole backing chain into one that stands alone.")
final class FlattenDisk implements Runnable {
  @Parameters(index = "0", paramLabel = "IN", description = "The image at the top; qcow2.")
  private Path source;

  @Parameters(index = "1", paramLabel = "OUT", description = "The new image; must not exist.")
  private Path target;

  @Option(
      names = "--format",
      defaultValue = "qcow2",
      paramLabel = "FORMAT",
      description = "Of the new image, raw or qcow2. Default: ${DEFAULT-VALUE}.")
  private BackingFormat format;

  @Option(names = "--compress", description = "Compress its clusters; qcow2 alone.")
  private boolean compress;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    Flatten flatten =
        Flatten.of(source, BackingFormat.QCOW2).toBuilder().compress(compress).build();
    if (format == BackingFormat.RAW) {
      flatten.toRaw(target, ProgressBar.on(out));
    } else {
      flatten.toQcow2(target, layout -> {}, ProgressBar.on(out));
    }
  }
}
