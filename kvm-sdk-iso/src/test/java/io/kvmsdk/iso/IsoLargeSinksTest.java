package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An original of 4.5 GB and a file of over 4 GiB, both sparse, in a heap of 64 MB. */
@RequiresIsoTools
class IsoLargeSinksTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;
  private SinkSample large;

  @BeforeEach
  void makeThem() throws IOException {
    Path original = folder.resolve("original.iso");
    Files.copy(InstallerFixtures.sampleIso(Layout.DEBIAN, 20), original);
    Path added = Files.createFile(folder.resolve("added"));
    sprinkle(original, 4 * GIB + GIB / 5);
    sprinkle(added, 4 * GIB + 77);
    large = new SinkSample(original, added, SinkSample.plan(original, added));
  }

  /** Lets a file end at {@code length}, with some noise every 100 MB. */
  private static void sprinkle(Path file, long length) throws IOException {
    byte[] noise = new byte[5000];
    new Random(length).nextBytes(noise);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at = length - noise.length; at > 32 << 20; at -= 100_000_000) {
        channel.write(ByteBuffer.wrap(noise), at);
      }
    }
  }

  @Test
  void write_whenTheHeapIsSmall_needsNoMore() throws IOException {
    Path overlay = folder.resolve("overlay.qcow2");
    ForkedSink.java("-Xmx64m").run("overlay", large, overlay);
    Tool.run("qemu-img", "check", overlay).orFail();
    Path iso = folder.resolve("new.iso");
    Tool.run("qemu-img", "convert", "-O", "raw", overlay, iso).orFail();

    assertThat(Files.size(iso)).isEqualTo(large.patch().newLength()).isGreaterThan(8 * GIB);
    Tool.run(
            "bash",
            "-o",
            "pipefail",
            "-c",
            "bsdtar -xOf '" + iso + "' firmware/firmware.bin | cmp - '" + large.added() + "'")
        .orFail();
  }

  @Test
  void writeTo_whenTheHeapIsSmall_needsNoMore() throws IOException {
    ForkedSink.java("-Xmx64m").run("stream", large, Path.of("/dev/null"));
  }
}
