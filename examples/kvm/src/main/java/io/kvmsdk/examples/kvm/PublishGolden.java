package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a disk as a golden image. */
@Command(
    name = "golden",
    description = "Publishes the disk of a domain, or an image file, to make machines over it.")
final class PublishGolden implements Runnable {
  @Mixin private Connection connection;

  @Mixin private Planned planned;

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

  /** One of two. */
  private static final class Source {
    @Option(names = "--domain", paramLabel = "NAME", description = "The domain; shut off.")
    private String domain;

    @Option(names = "--image", paramLabel = "FILE", description = "A local qcow2 image.")
    private Path image;
  }

  @Override
  public void run() {
    try (Hypervisor kvm = connection.open()) {
      GoldenPublication publication =
          Provision.on(kvm).golden(name).pool(pool).generalize(generalize);
      Plan<Golden> plan =
          source.domain != null
              ? publication.from(kvm.domains().get(source.domain)).plan()
              : publication.from(source.image).plan();
      planned
          .apply(plan)
          .ifPresent(golden -> planned.say(Text.withShortDigests(golden.info().toString())));
    }
  }
}
