package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.SpawnSpec;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes machines over a golden image. */
@Command(name = "spawn", description = "Makes machines over a golden image, and starts them.")
final class Spawn implements Runnable {
  @Mixin private Connection connection;

  @Mixin private Planned planned;

  @Parameters(
      paramLabel = "NAME",
      description = "The machine; with --count, what comes before -1, -2 and so on.")
  private String name;

  @Option(names = "--golden", required = true, paramLabel = "NAME", description = "The image.")
  private String golden;

  @Option(names = "--count", paramLabel = "N", description = "How many, side by side.")
  private Integer count;

  @Option(
      names = "--memory",
      defaultValue = "1GiB",
      paramLabel = "SIZE",
      description = "The memory of each. Default: ${DEFAULT-VALUE}.")
  private ByteSize memory;

  @Option(names = "--vcpus", defaultValue = "1", paramLabel = "N", description = "Its processors.")
  private int vcpus;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      description = "Its disk, as large as the golden image unless told otherwise.")
  private Optional<ByteSize> disk = Optional.empty();

  @Option(
      names = "--network",
      defaultValue = "default",
      paramLabel = "NETWORK",
      description = "The virtual network. Default: ${DEFAULT-VALUE}.")
  private String network;

  @Option(names = "--ssh-key", paramLabel = "FILE", description = "A public key that may log in.")
  private Optional<Path> key = Optional.empty();

  @Override
  public void run() {
    SpawnSpec spec = SpawnSpec.builder().domain(domain()).diskSize(disk).cloudInit(seed()).build();
    try (Hypervisor kvm = connection.open()) {
      Golden image = Provision.on(kvm).goldens().get(golden);
      if (count == null) {
        planned.apply(image.planSpawn(spec)).ifPresent(this::show);
      } else {
        planned.apply(image.planSpawn(spec, count)).ifPresent(all -> all.forEach(this::show));
      }
    }
  }

  private DomainSpec domain() {
    return DomainSpec.builder().name(name).memory(memory).vcpus(vcpus).network(network).build();
  }

  private CloudInit seed() {
    CloudInit.Builder seed = CloudInit.builder();
    key.map(Spawn::read).ifPresent(seed::addAuthorizedKey);
    return seed.build();
  }

  private static String read(Path key) {
    try {
      return Files.readString(key).strip();
    } catch (IOException e) {
      throw FileErrors.explain("reading the key", key, e);
    }
  }

  private void show(Spawned machine) {
    planned.say(Text.running(machine.domain(), machine.address()));
  }
}
