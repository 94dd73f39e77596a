package io.kvmsdk.libvirt.internal;

import io.kvmsdk.ConnectOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A host of libvirt's test driver, described by our own file: every connection gets its own. */
final class TestHost {
  static final UUID WEB = UUID.fromString("11111111-1111-4111-8111-111111111111");
  static final UUID LAB = UUID.fromString("22222222-2222-4222-8222-222222222222");
  static final UUID IMAGES = UUID.fromString("33333333-3333-4333-8333-333333333333");

  private TestHost() {}

  static URI uri(Path directory) throws IOException {
    Path description = directory.resolve("test-host.xml");
    if (Files.notExists(description)) {
      try (InputStream resource = TestHost.class.getResourceAsStream("test-host.xml")) {
        Files.copy(resource, description);
      }
    }
    return URI.create("test://" + description.toAbsolutePath());
  }

  static LibvirtDriver connect(Path directory) throws IOException {
    return LibvirtDriver.connect(uri(directory));
  }

  /** The connection alone, with no driver over it. */
  static Connection connection(Path directory) throws IOException {
    return Connection.open(LibvirtLibrary.get(), uri(directory), ConnectOptions.builder().build());
  }

  static String domain(String name) {
    return """
    <domain type='test'>
      <name>%s</name>
      <memory unit='MiB'>32</memory>
      <os><type>hvm</type></os>
    </domain>
    """
        .formatted(name);
  }
}
