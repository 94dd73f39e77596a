package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** An original of 4.5 GB and large files that are added, all sparse, in a heap of 64 MB. */
@RequiresIsoTools
class IsoLargeSinksTest {
  private static final long GIB = 1L << 30;
  private static final long STRIDE = 100_000_000;

  @TempDir(factory = TempDirFactory.Standard.class)
  Path folder;

  private Path original;
  private Path added;

  @BeforeEach
  void makeTheOriginal() throws IOException {
    original = folder.resolve("original.iso");
    added = Files.createFile(folder.resolve("added"));
    IsoRemaster.of(InstallerFixtures.sampleIso(Layout.DEBIAN, 20))
        .remove("/md5sum.txt") // its upkeep would take most of the test's time
        .patch()
        .writeIso(original);
    sprinkle(original, 4 * GIB + GIB / 5);
  }

  /** Lets a file end at {@code length}, with some noise every 100 MB. */
  private static void sprinkle(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at = STRIDE; at < length - STRIDE; at += STRIDE) {
        channel.write(noise(at), at);
      }
      channel.write(noise(length), length - noise(length).remaining());
    }
  }

  private static ByteBuffer noise(long seed) {
    byte[] noise = new byte[5000];
    new Random(seed).nextBytes(noise);
    return ByteBuffer.wrap(noise);
  }

  @Test
  void writeOverlay_whenTheHeapIsSmall_needsNoMore() throws IOException {
    sprinkle(added, GIB);
    SinkSample large = new SinkSample(original, added, SinkSample.plan(original, added));
    Path overlay = folder.resolve("overlay.qcow2");

    ForkedSink.java("-Xmx64m").run("overlay", large, overlay);

    Tool.run("qemu-img", "check", overlay).orFail();
    Path iso = folder.resolve("new.iso");
    Tool.run("qemu-img", "convert", "-O", "raw", overlay, iso).orFail();
    assertThat(Files.size(iso)).isEqualTo(large.patch().newLength());
    String extract = "bsdtar -xOf '%s' firmware/firmware.bin | cmp - '%s'".formatted(iso, added);
    Tool.run("bash", "-o", "pipefail", "-c", extract).orFail();
  }

  @Test
  void writeTo_whenTheHeapIsSmall_needsNoMore() throws IOException {
    sprinkle(added, GIB / 2 + 77);
    SinkSample large = new SinkSample(original, added, SinkSample.plan(original, added));
    ForkedSink.java("-Xmx64m").run("stream", large, Path.of("/dev/null"));
  }

  @Test
  void newInputStream_whenFilesAreLarge_readsBehindFourGib() throws IOException {
    sprinkle(added, 4 * GIB + 77);
    IsoPatch patch = SinkSample.plan(original, added);
    long file =
        patch.extents().stream()
            .max(Comparator.comparingLong(IsoPatch.Extent::length))
            .orElseThrow()
            .offset();
    assertThat(read(patch, 40 * STRIDE)).isEqualTo(noise(40 * STRIDE));
    assertThat(read(patch, file + 41 * STRIDE)).isEqualTo(noise(41 * STRIDE));
    assertThat(patch.newLength()).isGreaterThan(8 * GIB);
  }

  private static ByteBuffer read(IsoPatch patch, long offset) throws IOException {
    try (InputStream in = patch.newInputStream(offset, noise(0).remaining())) {
      return ByteBuffer.wrap(in.readAllBytes());
    }
  }
}
