package io.kvmsdk.iso;

import static io.kvmsdk.iso.Faults.PVD;
import static io.kvmsdk.iso.Faults.assertRefused;
import static io.kvmsdk.iso.Faults.entry;
import static io.kvmsdk.iso.Faults.putBoth32;
import static io.kvmsdk.iso.Faults.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SUSP and Rock Ridge entries that were made to do harm, or by writers that err. */
@RequiresIsoTools
class HostileSystemUseTest {
  private static final int CE = 28;

  @TempDir Path folder;
  private Path iso;

  @BeforeEach
  void makeASoundImage() throws IOException {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Discs.put(tree, "dir/file", "content");
    Discs.put(tree, "large", "0".repeat(200_000));
    Files.createSymbolicLink(
        tree.resolve("link"), Path.of(("t".repeat(240) + "/").repeat(3) + "end"));
    iso = Discs.mkisofs(folder.resolve("sound.iso"), tree, "xorrisofs -R");
  }

  private Path broken(Consumer<ByteBuffer> fault) throws IOException {
    return Faults.broken(iso, fault);
  }

  private static int rootRecord(ByteBuffer b, String name) {
    return record(b, Faults.root(b, PVD), name);
  }

  private static int linkArea(ByteBuffer b) {
    int ce = entry(b, rootRecord(b, "LINK"), "CE");
    return b.getInt(ce + 4) * 2048 + b.getInt(ce + 12);
  }

  /** Lets a CE entry point to an area. */
  private static void pointTo(ByteBuffer b, int ce, int area, int length) {
    putBoth32(b, ce + 4, area / 2048);
    putBoth32(b, ce + 12, area % 2048);
    putBoth32(b, ce + 20, length);
  }

  private static void putCe(ByteBuffer b, int at, int area, int length) {
    b.put(at, new byte[] {'C', 'E', CE, 1});
    pointTo(b, at, area, length);
  }

  @Test
  void walk_whenAContinuationAreaLeadsBack_isRefused() throws IOException {
    assertRefused(
        broken(
            b -> {
              int one = Faults.extent(b, rootRecord(b, "LARGE"));
              int two = one + 2048;
              pointTo(b, entry(b, rootRecord(b, "LINK"), "CE"), one, CE);
              putCe(b, one, two, CE);
              putCe(b, two, one, CE);
            }),
        "SUSP 5.1");
  }

  /** Each area is allowed, and none is met twice; but all together are six megabytes. */
  @Test
  void walk_whenContinuationAreasOverlap_isRefused() throws IOException {
    int area = 1 << 15;
    assertRefused(
        broken(
            b -> {
              int start = Faults.extent(b, rootRecord(b, "LARGE"));
              for (int at = start; at < start + (1 << 17); at += 4) {
                b.put(at, new byte[] {'X', 'X', 4, 1});
              }
              pointTo(b, entry(b, rootRecord(b, "LINK"), "CE"), start, area);
              for (int i = 0; i < 200; i++) {
                putCe(b, start + i * 32 + area - 32, start + (i + 1) * 32, area);
              }
            }),
        "SUSP 5.1");
  }

  @Test
  void walk_whenAnEntryIsTooShortOrTooLong_isRefused() throws IOException {
    for (int length : List.of(0, 3, 255)) {
      assertRefused(
          broken(b -> b.put(entry(b, rootRecord(b, "DIR"), "TF") + 2, (byte) length)), "SUSP 4.1");
    }
  }

  @Test
  void walk_whenALinkComponentIsLongerThanItsEntry_isRefused() throws IOException {
    assertRefused(broken(b -> b.put(entry(b, linkArea(b), "SL") + 6, (byte) 255)), "RRIP 4.1.3.1");
  }

  /** SL entries that all go on, in areas that go on. */
  @Test
  void walk_whenALinkGoesOnAndOn_isRefused() throws IOException {
    assertRefused(
        broken(
            b -> {
              int start = Faults.extent(b, rootRecord(b, "LARGE"));
              byte[] text = "s".repeat(248).getBytes(StandardCharsets.US_ASCII);
              for (int at = start; at < start + 40 * 1024; at += 255) {
                b.put(at, new byte[] {'S', 'L', (byte) 255, 1, 1, 1, (byte) 248}).put(at + 7, text);
              }
              pointTo(b, entry(b, rootRecord(b, "LINK"), "CE"), start, 32 * 1024 - 128);
            }),
        "RRIP 4.1.3");
  }

  /** The shorter PX of 1.09 in an image that says it is of 1.12; both names have ten letters. */
  @Test
  void patch_whenPxIsOf109ButErOf112_writesWhatIsThere() throws IOException {
    Path mixed =
        broken(
            b -> {
              int ce = entry(b, Faults.root(b, PVD), "CE");
              int er = entry(b, b.getInt(ce + 4) * 2048 + b.getInt(ce + 12), "ER");
              b.put(er + 8, "IEEE_P1282".getBytes(StandardCharsets.US_ASCII));
            });
    assertThat(Discs.bytes(mixed)[Discs.entry(mixed, "DIR", "PX") + 2]).isEqualTo((byte) 36);

    Path made = folder.resolve("new.iso");
    IsoRemaster.of(mixed).add("/dir/new", new byte[3]).patch().writeIso(made);

    assertThat(new TreeSet<>(Judges.paths(made, "-R"))).contains("/dir/new", "/dir/file");
    assertThat(Discs.bytes(made)[Discs.entry(made, "NEW.;1", "PX") + 2]).isEqualTo((byte) 36);
    Judges.checkMedia(made);
    try (IsoImage image = IsoImage.open(made)) {
      assertThat(image.get("/dir/file").links()).isEqualTo(1);
    }
  }

  /** LEN_SKP leaves no room for entries in any record: the plain names are left. */
  @Test
  void patch_whenEntriesMustSkipWholeRecords_isRefusedByClause() throws IOException {
    Path skipping = broken(b -> b.put(entry(b, Faults.root(b, PVD), "SP") + 6, (byte) 230));

    try (IsoImage image = IsoImage.open(skipping)) {
      assertThat(image.walk().map(IsoEntry::path)).contains("/DIR/FILE");
    }
    assertThat(Tool.run("isoinfo", "-f", "-i", skipping).orFail().output()).contains("/DIR/FILE");
    assertThatThrownBy(() -> IsoRemaster.of(skipping).add("/new", new byte[1]).patch())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("SUSP 5.3")
        .hasMessageContaining("230")
        .hasMessageContaining(skipping.toString());
  }
}
