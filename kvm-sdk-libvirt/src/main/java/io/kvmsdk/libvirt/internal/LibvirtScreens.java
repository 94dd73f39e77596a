package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ScreenDriver;
import io.kvmsdk.internal.driver.StorageDriver.BlockSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions on the screens and the keyboard of domains. */
final class LibvirtScreens implements ScreenDriver {
  /** {@code VIR_KEYCODE_SET_LINUX}. */
  private static final int LINUX = 0;

  /** Some 8000 by 8000 pixels: no screen, but what a daemon sends must end somewhere. */
  private static final int LARGEST = 200 << 20;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  LibvirtScreens(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  @Override
  public Screenshot screenshot(UUID domain, int screen) {
    Subject subject = Subject.of("screen", screen + " of " + domain);
    try (VolumeStream stream = new VolumeStream(connection, subject)) {
      String mimeType =
          stream
              .begin(s -> domains.get(domain, d -> api.virDomainScreenshot(d, s, screen, 0)))
              .toString();
      Content content = new Content(subject);
      stream.receive(false, content);
      return Screenshot.of(mimeType, content.bytes.toByteArray());
    }
  }

  @Override
  public void sendKeys(UUID domain, Duration hold, List<Key> chord) {
    int[] codes = chord.stream().mapToInt(Key::code).toArray();
    domains.call(
        domain, d -> api.virDomainSendKey(d, LINUX, (int) hold.toMillis(), codes, codes.length, 0));
  }

  @Override
  public void injectNmi(UUID domain) {
    domains.call(domain, d -> api.virDomainInjectNMI(d, 0));
  }

  /** Takes an image into memory, up to a bound. */
  private static final class Content implements BlockSink {
    private final Subject subject;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Content(Subject subject) {
      this.subject = subject;
    }

    @Override
    public void take(ByteBuffer block) {
      if (bytes.size() + block.remaining() > LARGEST) {
        throw new KvmException(subject, "its image is larger than " + LARGEST + " bytes", "");
      }
      byte[] part = new byte[block.remaining()];
      block.get(part);
      bytes.writeBytes(part);
    }
  }
}
