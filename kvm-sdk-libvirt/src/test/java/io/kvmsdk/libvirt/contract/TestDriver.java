package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** libvirt's test driver, which simulates a host in this process. */
final class TestDriver {
  /** The system property that has {@link #connect} give an {@link UntouchedHost}. */
  static final String UNTOUCHED = "kvmsdk.contract.untouched";

  private TestDriver() {}

  /** {@link #host}, for suites that need not make anything before they say what they need. */
  static Hypervisor connect(Path folder) {
    return Boolean.getBoolean(UNTOUCHED)
        ? UntouchedHost.at(URI.create("test:///untouched"))
        : host(folder);
  }

  /** An empty host of its own: {@code test:///default} would be shared by the whole process. */
  static Hypervisor host(Path folder) {
    try {
      Path description = Files.writeString(folder.resolve("host.xml"), "<node/>");
      return Kvm.connect("test://" + description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
