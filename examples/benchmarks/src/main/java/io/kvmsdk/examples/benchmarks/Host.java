package io.kvmsdk.examples.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a rival needs of libvirt on this host; all of it bears the name of the scratch folder. */
final class Host {
  private final Scratch scratch;

  Host(Scratch scratch) {
    this.scratch = scratch;
  }

  String name() {
    return scratch.folder().getFileName().toString();
  }

  /** Runs virsh with the words of {@code command}. */
  void virsh(String command) {
    Rival.runLine(scratch.folder(), "virsh -q -c qemu:///system " + command);
  }

  /** A pool over the scratch folder, with what lies there. */
  void definePool() {
    virsh("pool-create-as " + name() + " dir --target " + scratch.folder());
  }

  /** The files are left. */
  void destroyPool() {
    virsh("pool-destroy " + name());
  }

  /** A domain that is never started. */
  void defineDomain(Path disk) {
    String xml =
        """
        <domain type='qemu'>
          <name>%s</name>
          <memory unit='MiB'>64</memory>
          <os><type arch='x86_64'>hvm</type></os>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2'/>
              <source file='%s'/>
              <target dev='vda' bus='virtio'/>
            </disk>
          </devices>
        </domain>
        """;
    try {
      Path file = Files.writeString(scratch.file("domain.xml"), xml.formatted(name(), disk));
      virsh("define " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
