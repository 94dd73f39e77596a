package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.ScreenContract;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresQemu
class QemuScreenContractTest extends ScreenContract {
  /** All that a keyboard can type, without the characters that have a meaning for the guest. */
  private static final String PRINTABLE =
      IntStream.rangeClosed(' ', '~')
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  /** QEMU's keyboard holds 16 codes, four of each capital, for a guest that a busy host delays. */
  private static final int HELD_KEYS = 3;

  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected Domain guest() {
    return kvm.domains()
        .define(MiniGuest.machine(kvm, run, folder).consoleLog(log().toString()).build());
  }

  private Path log() {
    return folder.resolve("console");
  }

  private void awaitOnConsole(String text) {
    kvm.pacer()
        .await(
            Subject.of("file", log()),
            "waiting for " + text,
            Duration.ofMinutes(2),
            () -> Optional.of(said()).filter(s -> s.contains(text)),
            this::said);
  }

  private String said() {
    try {
      return Files.exists(log()) ? Files.readString(log(), StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void screenshot_showsWhatVirshSees() throws IOException {
    Domain domain = guest();
    domain.start();
    awaitOnConsole(MiniGuest.READY);
    domain.suspend();

    Screenshot screen = domain.screenshot();

    Path theirs = folder.resolve("virsh.ppm");
    Tool.run("virsh", "-c", "qemu:///system", "screenshot", run, theirs).orFail();
    assertThat(screen.content()).isEqualTo(Files.readAllBytes(theirs));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(screen.png()));
    assertThat(image.getWidth()).isEqualTo(screen.width());
    assertThat(image.getHeight()).isEqualTo(screen.height());
    long light =
        IntStream.range(0, image.getWidth() * image.getHeight())
            .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) != 0xff000000)
            .count();
    assertThat(light).as("pixels of the guest's text").isGreaterThan(100);
  }

  @Test
  void typedText_andNmi_reachTheGuest() {
    Domain domain = guest();
    domain.start();
    awaitOnConsole(MiniGuest.READY);

    for (int typed = 0; typed < PRINTABLE.length(); typed += HELD_KEYS) {
      int end = Math.min(PRINTABLE.length(), typed + HELD_KEYS);
      domain.type(PRINTABLE.substring(typed, end));
      awaitOnConsole(PRINTABLE.substring(0, end));
    }
    domain.sendKeys(Key.LEFT_CTRL, Key.B);
    awaitOnConsole("\u0002");
    domain.injectNmi();
    awaitOnConsole("NMI");
  }
}
