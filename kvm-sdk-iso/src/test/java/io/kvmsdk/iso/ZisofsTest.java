package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.error.IsoFormatException;
import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that xorriso and mkzftree have compressed. */
@RequiresIsoTools
class ZisofsTest {
  private static final String FILTER = " -set_filter_r --zisofs / --";

  @TempDir Path folder;
  private Path tree;
  private Path iso;

  @BeforeEach
  void makeATree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    iso = folder.resolve("made.iso");
    byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    byte[] holes = new byte[500_010];
    holes[400_000] = 1;
    Files.write(tree.resolve("random"), random);
    Files.write(tree.resolve("holes"), holes);
    Files.writeString(tree.resolve("text"), "this can be compressed\n".repeat(30_000));
    Files.writeString(tree.resolve("block"), "b".repeat(1 << 15));
    Files.writeString(tree.resolve("one"), "1");
    Files.writeString(tree.resolve("empty"), "");
  }

  private void compress(String settings) {
    Discs.xorriso("-outdev " + iso + " -map " + tree + " /" + settings + FILTER + " -commit");
  }

  private void assertReadsAsOriginal() throws IOException {
    try (IsoImage image = IsoImage.open(iso)) {
      for (IsoEntry e : image.list("/")) {
        byte[] original = Files.readAllBytes(tree.resolve(e.name()));
        assertThat(e.size()).as(e.name()).isEqualTo(original.length);
        assertThat(image.read(e.path())).as(e.name()).isEqualTo(original);
      }
      assertThat(image.list("/")).hasSize(6);
      assertThat(image.get("/text").compressed()).isTrue();
      assertThat(image.extents("/text").get(0).size()).isLessThan(10_000);
      assertThat(image.get("/random").compressed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " -zisofs block_size=128k:level=9",
        " -zisofs version_2=on",
        " -zisofs version_2=on:block_size_v2=1m"
      })
  void read_whenXorrisoHasCompressed_givesTheOriginal(String settings) throws IOException {
    compress(settings);

    assertReadsAsOriginal();
  }

  @Test
  void read_whenMkzftreeHasCompressed_givesTheOriginal() throws IOException {
    Path compressed = folder.resolve("compressed");
    Tool.run("mkzftree", tree, compressed).orFail();
    Discs.mkisofs(iso, compressed, "genisoimage -R -z");

    assertReadsAsOriginal();
  }

  @Test
  void newInputStream_whenReadInPieces_givesTheOriginal() throws IOException {
    compress("");

    try (IsoImage image = IsoImage.open(iso);
        InputStream in = image.newInputStream("/text")) {
      assertThat((char) in.read()).isEqualTo('t');
      in.skipNBytes(23 * 2_000);
      assertThat(new String(in.readNBytes(8), StandardCharsets.US_ASCII)).isEqualTo("his can ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " -zisofs version_2=on:block_size_v2=1m"})
  void newByteChannel_whenReadFromAnywhere_givesTheOriginal(String settings) throws IOException {
    compress(settings);

    Random random = new Random(2);
    try (IsoImage image = IsoImage.open(iso);
        FileSystem fs = image.fileSystem();
        SeekableByteChannel channel = Files.newByteChannel(fs.getPath("/holes"))) {
      byte[] original = Files.readAllBytes(tree.resolve("holes"));
      assertThat(channel.size()).isEqualTo(original.length);
      for (int i = 0; i < 200; i++) {
        int from = random.nextInt(original.length);
        ByteBuffer part = ByteBuffer.allocate(1 + random.nextInt(100_000));
        int count = channel.position(from).read(part);
        assertThat(count).isPositive();
        assertThat(Arrays.copyOf(part.array(), count))
            .isEqualTo(Arrays.copyOfRange(original, from, from + count));
      }
      assertThat(Files.mismatch(fs.getPath("/text"), tree.resolve("text"))).isEqualTo(-1);
      assertThat(Files.size(fs.getPath("/text"))).isEqualTo(Files.size(tree.resolve("text")));
    }
  }

  @Test
  void extract_whenFilesAreCompressed_unpacksTheOriginals() {
    compress("");

    try (IsoImage image = IsoImage.open(iso)) {
      image.extract(folder.resolve("unpacked"));
    }

    Tool.run("diff", "-r", tree, folder.resolve("unpacked")).orFail();
  }

  /** The offset of the compressed file's own header. */
  private int header() throws IOException {
    try (IsoImage image = IsoImage.open(iso)) {
      return (int) image.get("/text").block() * 2048;
    }
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(
            () -> {
              try (IsoImage image = IsoImage.open(iso)) {
                image.read("/text");
              }
            })
        .isInstanceOf(IsoFormatException.class)
        .hasMessageContaining("zisofs")
        .hasMessageContaining(problem);
  }

  @Test
  void read_whenTheHeaderAndTheEntryDisagree_isRefused() throws IOException {
    compress("");
    Discs.write(iso, header() + 8, 1, 2, 3, 4);

    assertRefused("a header other than ZF tells");
  }

  @Test
  void read_whenABlockHoldsMoreThanItMay_isRefused() throws IOException {
    compress("");
    for (int at : new int[] {Discs.entry(iso, "TEXT.;1", "ZF") + 8, header() + 8}) {
      Discs.write(iso, at, 16, 0, 0, 0);
    }

    assertRefused("more than 16 bytes");
  }

  @Test
  void read_whenABlockIsNoDeflatedData_isRefused() throws IOException {
    compress("");
    int table = header() + 16;
    int start = Discs.bytes(iso)[table];
    Discs.write(iso, header() + start, 0xff, 0xff, 0xff);

    assertRefused("cannot be inflated");
  }

  @Test
  void read_whenPointersLeadOutOfTheFile_isRefused() throws IOException {
    compress("");
    Discs.write(iso, header() + 16 + 4, 0xff, 0xff, 0xff, 0x7f);

    assertRefused("a block from");
  }

  /** Blocks of zeros cost nothing, so that a small file may claim to be a huge one. */
  @Test
  void read_whenAFileWouldFillTheHeap_saysToStreamIt() throws IOException {
    Path zeros = tree.resolve("zeros");
    try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
      file.setLength(100 << 20);
    }
    compress(" -zisofs block_size=128k");

    try (IsoImage image = IsoImage.open(iso)) {
      assertThatThrownBy(() -> image.read("/zeros"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("newInputStream");
      try (InputStream in = image.newInputStream("/zeros")) {
        assertThat(in.skip(200L << 20)).isEqualTo(100 << 20);
      }
    }
  }

  @Test
  void replace_whenTheFileIsCompressed_saysToRemoveIt() {
    compress("");

    assertThatThrownBy(() -> IsoRemaster.of(iso).replace("/text", new byte[1]).patch())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("zisofs");
  }
}
