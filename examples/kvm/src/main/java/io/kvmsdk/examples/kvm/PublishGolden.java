package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a disk as a golden image. */
@Command(
    name = "golden",
    description = "Publishes the disk of a domain, or an image file, to make machines over it.")
final class PublishGolden implements Runnable {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "NAME", description = "What to call it.")
  private String name;

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(
      names = "--pool",
      defaultValue = "default",
      paramLabel = "POOL",
      description = "The storage pool for it. Default: ${DEFAULT-VALUE}.")
  private String pool;

  @Option(
      names = "--generalize",
      defaultValue = "auto",
      paramLabel = "HOW",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Generalize generalize;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Spec private CommandSpec command;

  /** One of two. */
  private static final class Source {
    @Option(names = "--domain", paramLabel = "NAME", description = "The domain; shut off.")
    private String domain;

    @Option(names = "--image", paramLabel = "FILE", description = "A local qcow2 image.")
    private Path image;
  }

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    try (Hypervisor kvm = connection.open()) {
      GoldenPublication publication =
          Provision.on(kvm).golden(name).pool(pool).generalize(generalize);
      Plan<Golden> plan =
          source.domain != null
              ? publication.from(kvm.domains().get(source.domain)).plan()
              : publication.from(source.image).plan();
      out.println(Text.withShortDigests(plan.toString()));
      if (!dryRun) {
        Golden golden = plan.apply(ProgressBar.on(out, plan));
        out.println(Text.withShortDigests(golden.info().toString()));
      }
    }
  }
}
