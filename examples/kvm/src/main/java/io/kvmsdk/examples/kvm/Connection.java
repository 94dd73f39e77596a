package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import picocli.CommandLine.Option;

/** The option that says which host a task works on. */
final class Connection {
  @Option(
      names = "--connect",
      paramLabel = "URI",
      defaultValue = "qemu:///system",
      description = {
        "The host, by default ${DEFAULT-VALUE}:",
        "qemu+ssh://HOST/system, or fake:///FOLDER."
      })
  private String uri;

  Hypervisor open() {
    return Kvm.connect(uri);
  }
}
