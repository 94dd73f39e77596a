package io.kvmsdk.iso;

import static io.kvmsdk.iso.Faults.PVD;
import static io.kvmsdk.iso.Faults.assertRefused;
import static io.kvmsdk.iso.Faults.buffer;
import static io.kvmsdk.iso.Faults.entry;
import static io.kvmsdk.iso.Faults.readAll;
import static io.kvmsdk.iso.Faults.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.error.IsoFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are no images, cut short, or made to do harm. */
class HostileImageTest {
  private static final int ROOT_EXTENT = PVD + 156 + 2;
  private static final int ROOT_SIZE = PVD + 156 + 10;

  @TempDir Path folder;
  private Path iso;
  private int root;

  @BeforeEach
  void makeASoundImage() throws IOException {
    iso = folder.resolve("sound.iso");
    IsoBuilder.labelled("sound")
        .add("/a/b/file", "content".getBytes(StandardCharsets.UTF_8))
        .add("/" + "n".repeat(200), new byte[1])
        .addLink("/link", "t".repeat(200))
        .add("/boot.img", new byte[4096])
        .uefiBoot("/boot.img")
        .write(iso);
    root = Faults.root(buffer(Files.readAllBytes(iso)), PVD);
  }

  private Path broken(Consumer<ByteBuffer> fault) throws IOException {
    return Faults.broken(iso, fault);
  }

  @Test
  void open_whenTheFileIsNoImage_saysSoAndRemasterLeavesNothing() throws IOException {
    Path text = Files.writeString(folder.resolve("broken.iso"), "no image ".repeat(9000));

    assertRefused(text, "ECMA-119 8.1");
    assertThatThrownBy(() -> IsoRemaster.of(text).add("/x", new byte[1]).patch())
        .isInstanceOf(IsoFormatException.class);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("sound.iso", "broken.iso");
  }

  @Test
  void open_whenTheFileIsEmptyOrTiny_saysSo() throws IOException {
    assertRefused(Files.write(folder.resolve("empty.iso"), new byte[0]), "ECMA-119 8.1");
    assertRefused(Files.write(folder.resolve("tiny.iso"), new byte[100]), "ECMA-119 8.1");
  }

  @Test
  void open_whenTheFileIsCutShort_saysHowMuchIsMissing() throws IOException {
    byte[] all = Files.readAllBytes(iso);
    Path cut = Files.write(folder.resolve("cut.iso"), Arrays.copyOf(all, all.length - 4096));

    assertRefused(cut, "ECMA-119 8.4.8");
    assertThatThrownBy(() -> IsoImage.open(cut))
        .hasMessageContaining((all.length - 4096) + " of " + all.length + " bytes");
  }

  @Test
  void open_whenItIsCutAtAnyBlock_neverFailsOtherwise() throws IOException {
    byte[] all = Files.readAllBytes(iso);
    for (int length = 0; length < all.length; length += 2048) {
      Path cut = Files.write(folder.resolve("cut.iso"), Arrays.copyOf(all, length));
      assertThatThrownBy(() -> IsoImage.open(cut)).isInstanceOf(IsoFormatException.class);
    }
  }

  @Test
  void open_whenBlocksAreNot2048_isRefused() throws IOException {
    assertRefused(broken(b -> b.putShort(PVD + 128, (short) 512)), "ECMA-119 8.4.12");
  }

  @Test
  void open_whenDescriptorsHaveNoEnd_isRefused() throws IOException {
    assertRefused(broken(b -> b.put(19 * 2048 + 1, (byte) 0)), "ECMA-119 8.1");
  }

  @Test
  void open_whenTheRootLiesBeyondTheEnd_isRefused() throws IOException {
    assertRefused(broken(b -> b.putInt(ROOT_EXTENT, 0x7fffffff)), "ECMA-119 6.8.1");
    assertRefused(broken(b -> b.putInt(ROOT_EXTENT, 0xffffffff)), "ECMA-119 6.8.1");
  }

  @Test
  void open_whenTheRootIsHugeOrEmpty_isRefused() throws IOException {
    assertRefused(broken(b -> b.putInt(ROOT_SIZE, 0xffffffff)), "ECMA-119 6.8.1");
    assertRefused(broken(b -> b.putInt(ROOT_SIZE, 0)), "ECMA-119 6.8.1");
  }

  @Test
  void walk_whenAFolderContainsItsAncestor_isRefused() throws IOException {
    assertRefused(broken(b -> b.putInt(record(b, root, "A") + 2, root / 2048)), "ECMA-119 6.8.2");
  }

  @Test
  void walk_whenARecordIsTooShort_isRefused() throws IOException {
    assertRefused(broken(b -> b.put(record(b, root, "A"), (byte) 20)), "ECMA-119 9.1");
  }

  @Test
  void walk_whenANameIsLongerThanItsRecord_isRefused() throws IOException {
    assertRefused(broken(b -> b.put(record(b, root, "A") + 32, (byte) 0xf0)), "ECMA-119 9.1");
  }

  @Test
  void read_whenAFileLiesBeyondTheEnd_isRefused() throws IOException {
    assertRefused(
        broken(b -> b.putInt(record(b, root, "BOOT.IMG") + 10, 0x7fffffff)), "ECMA-119 9.1");
    assertRefused(
        broken(b -> b.putInt(record(b, root, "BOOT.IMG") + 2, 0xfffffff0)), "ECMA-119 9.1");
  }

  @Test
  void walk_whenTheLastExtentIsMissing_isRefused() throws IOException {
    assertRefused(broken(b -> markLastContinued(b)), "ECMA-119 9.1.6");
  }

  private void markLastContinued(ByteBuffer b) {
    int at = root;
    int last = at;
    while (b.get(at) != 0) {
      last = at;
      at += b.get(at) & 0xff;
    }
    b.put(last + 25, (byte) 0x80);
  }

  @Test
  void walk_whenContinuationAreasRunInACircle_isRefused() throws IOException {
    assertRefused(broken(this::pointContinuationToItself), "SUSP 5.1");
  }

  /** The link's area gets a CE entry that points to where it stands. */
  private void pointContinuationToItself(ByteBuffer b) {
    int ce = entry(b, record(b, root, "LINK"), "CE");
    int block = b.getInt(ce + 4);
    int offset = b.getInt(ce + 12);
    byte[] entry = new byte[28];
    b.get(ce, entry);
    b.put(block * 2048 + offset, entry);
    b.putInt(ce + 20, 28);
    b.putInt(block * 2048 + offset + 20, 28);
  }

  @Test
  void walk_whenAContinuationAreaIsHugeOrElsewhere_isRefused() throws IOException {
    assertRefused(
        broken(b -> b.putInt(entry(b, record(b, root, "LINK"), "CE") + 20, 0x7fffffff)),
        "SUSP 5.1");
    assertRefused(
        broken(b -> b.putInt(entry(b, record(b, root, "LINK"), "CE") + 4, 0x7fffffff)), "SUSP 5.1");
  }

  @Test
  void bootEntries_whenTheCatalogIsNotValid_isRefused() throws IOException {
    assertRefused(broken(b -> b.put(b.getInt(17 * 2048 + 71) * 2048 + 4, (byte) 1)), "El Torito");
    assertRefused(broken(b -> b.putInt(17 * 2048 + 71, 0x7fffffff)), "El Torito");
  }

  @Test
  void patch_whenThePathTableIsNotValid_isRefused() throws IOException {
    int table = buffer(Files.readAllBytes(iso)).getInt(PVD + 140) * 2048;
    Path bad = broken(b -> b.putShort(table + 10 + 6, (short) 0x7777));

    assertThatThrownBy(() -> IsoRemaster.of(bad).add("/new/folder/x", new byte[1]).patch())
        .isInstanceOfSatisfying(
            IsoFormatException.class, e -> assertThat(e.clause()).isEqualTo("ECMA-119 9.4.4"));
  }

  /** Every byte of the structures set to the worst: it may be read or refused, never more. */
  @Test
  void anything_whenSingleBytesAreWrong_isReadOrRefused() throws IOException {
    byte[] sound = Files.readAllBytes(iso);
    int end = Math.min(sound.length, 48 * 2048);
    for (int at = PVD; at < end; at += 7) {
      if (sound[at] == 0 && at % 5 != 0) {
        continue;
      }
      int offset = at;
      Path bad = broken(b -> b.put(offset, (byte) ~b.get(offset)));
      try {
        readAll(bad);
        IsoRemaster.of(bad).add("/more/files", new byte[1]).patch();
      } catch (io.kvmsdk.error.KvmException refused) {
        assertThat(refused).hasMessageContaining("iso");
      }
    }
  }
}
