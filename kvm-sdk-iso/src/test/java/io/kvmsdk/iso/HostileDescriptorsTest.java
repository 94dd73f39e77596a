package io.kvmsdk.iso;

import static io.kvmsdk.iso.Faults.PVD;
import static io.kvmsdk.iso.Faults.assertRefused;
import static io.kvmsdk.iso.Faults.putBoth32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors and partition tables whose numbers lead astray. */
@RequiresIsoTools
class HostileDescriptorsTest {
  private static final int GPT = 512;

  @TempDir Path folder;
  private Path iso;

  @BeforeEach
  void copyAnInstaller() throws IOException {
    iso = folder.resolve("sound.iso");
    Files.copy(InstallerFixtures.sampleIso(Layout.DEBIAN, 20), iso);
  }

  private Path broken(Consumer<ByteBuffer> fault) throws IOException {
    return Faults.broken(iso, fault);
  }

  @Test
  void open_whenThereIsNoEndOfDescriptors_isRefused() throws IOException {
    assertRefused(
        broken(
            b -> {
              byte[] primary = new byte[2048];
              b.get(PVD, primary);
              for (int i = 1; i < 100; i++) {
                b.put(PVD + i * 2048, primary);
              }
            }),
        "ECMA-119 8.1");
  }

  @Test
  void open_whenTheVolumeIsSaidToBeHuge_isRefused() throws IOException {
    assertRefused(
        broken(
            b -> {
              putBoth32(b, PVD + 80, -1);
              int file = Faults.record(b, Faults.root(b, PVD), "README");
              putBoth32(b, file + 2, 0x7000_0000);
            }),
        "ECMA-119 8.4.8");
  }

  @Test
  void open_whenTheVolumeIsSaidToBeEmpty_readsTheTree() throws IOException {
    Path hostile = broken(b -> putBoth32(b, PVD + 80, 0));

    try (IsoImage image = IsoImage.open(hostile)) {
      assertThat(image.readText("/README.txt")).isNotEmpty();
    }
    Path made = folder.resolve("new.iso");
    IsoRemaster.of(hostile).add("/new", new byte[1]).patch().writeIso(made);
    Judges.checkMedia(made);
    assertThat(Judges.paths(made, "-R")).contains("/new", "/README.txt");
  }

  @Test
  void patch_whenThePathTableIsHugeOrElsewhere_isRefused() throws IOException {
    for (Path hostile :
        new Path[] {
          broken(b -> putBoth32(b, PVD + 132, -1)), broken(b -> b.putInt(PVD + 140, 0x7000_0000))
        }) {
      assertThatThrownBy(() -> IsoRemaster.of(hostile).add("/a/b", new byte[1]).patch())
          .isInstanceOf(IsoFormatException.class)
          .hasMessageContaining("ECMA-119");
    }
  }

  /** What no firmware takes for a table is no table: kept as it is, and told. */
  enum BrokenGpt {
    HEADER_CRC(b -> b.put(GPT + 16, (byte) ~b.get(GPT + 16))),
    ENTRIES_CRC(b -> b.put(GPT + 88, (byte) ~b.get(GPT + 88)), true),
    MANY_ENTRIES(b -> b.putInt(GPT + 80, -1), true),
    NO_ENTRIES(b -> b.putInt(GPT + 80, 0), true),
    HUGE_ENTRIES(b -> b.putInt(GPT + 84, 0x7fff_ff80), true),
    COUNT_TIMES_SIZE_OVERFLOWS(b -> b.putInt(GPT + 80, 1 << 25).putInt(GPT + 84, 128), true),
    LONG_HEADER(b -> b.putInt(GPT + 12, 0x7fff_ffff)),
    ENTRIES_IN_THE_DESCRIPTORS(b -> entriesAt(b, PVD / 512)),
    ENTRIES_ACROSS_THE_END(b -> entriesAt(b, PVD / 512 - 1)),
    ENTRIES_BEFORE_THE_BEGIN(b -> b.putLong(GPT + 72, -12), true),
    ENTRIES_OVER_THE_HEADER(b -> entriesAt(b, 1));

    private final Consumer<ByteBuffer> fault;

    BrokenGpt(Consumer<ByteBuffer> fault) {
      this.fault = fault;
    }

    BrokenGpt(Consumer<ByteBuffer> fault, boolean sealed) {
      this.fault = sealed ? fault.andThen(BrokenGpt::seal) : fault;
    }

    /** The checksums are true, so that nothing but the place is wrong. */
    private static void entriesAt(ByteBuffer b, int sector) {
      b.putLong(GPT + 72, sector);
      int length = b.getInt(GPT + 80) * b.getInt(GPT + 84);
      b.putInt(GPT + 88, crc(b, sector * 512, length));
      seal(b);
    }

    private static void seal(ByteBuffer b) {
      b.putInt(GPT + 16, 0);
      b.putInt(GPT + 16, crc(b, GPT, b.getInt(GPT + 12)));
    }

    private static int crc(ByteBuffer b, int from, int length) {
      CRC32 crc = new CRC32();
      crc.update(b.slice(from, length));
      return (int) crc.getValue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void patch_whenTheGptIsNotSound_leavesIt(BrokenGpt kind) throws IOException {
    Path hostile = broken(kind.fault);
    byte[] before = Files.readAllBytes(hostile);
    Path made = folder.resolve("new.iso");

    IsoPatch patch =
        IsoRemaster.of(hostile).add("/new", "new".getBytes(StandardCharsets.UTF_8)).patch();
    Judges.checkNoOverlap(patch);
    patch.writeIso(made);

    byte[] after = Files.readAllBytes(made);
    assertThat(Arrays.copyOfRange(after, GPT, PVD)).isEqualTo(Arrays.copyOfRange(before, GPT, PVD));
    assertThat(patch.notes()).anyMatch(n -> n.contains("GUID partition table"));
    Judges.checkMedia(made);
    assertThat(Judges.paths(made, "-R")).contains("/new");
  }
}
