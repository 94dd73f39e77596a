package io.kvmsdk.libvirt.internal;

import io.kvmsdk.judge.Tool;
import java.util.UUID;

/** This machine's QEMU by libvirt, and virsh to judge by. All that tests make is kvmsdk-…. */
final class QemuHost {
  static final String URI = "qemu:///system";

  private QemuHost() {}

  static LibvirtDriver connect() {
    return LibvirtDriver.connect(java.net.URI.create(URI));
  }

  /** A name that nobody else has. */
  static String name(String what) {
    return "kvmsdk-" + what + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  static Tool.Result virsh(Object... command) {
    Object[] words = new Object[command.length + 3];
    words[0] = "virsh";
    words[1] = "-c";
    words[2] = URI;
    System.arraycopy(command, 0, words, 3, command.length);
    return Tool.run(words);
  }

  /** What virsh prints, without the lines' ends. */
  static String ask(Object... command) {
    return virsh(command).orFail().output().strip();
  }
}
