package io.kvmsdk.qcow2;

import io.kvmsdk.judge.fuzz.Documented;
import io.kvmsdk.judge.fuzz.SparseBytes;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The folder that a fuzzed image may see: itself, {@code base.raw}, which ends within a sector, and
 * {@code base.qcow2}.
 */
final class SealedFolder {
  private static final int BLOCK = 512;
  private static final int MOST_BLOCKS = 32768;
  private static final SealedFolder ONE = new SealedFolder();

  private final Path folder;
  private final Path image;

  private SealedFolder() {
    try {
      folder = Files.createTempDirectory("kvmsdk-fuzz").toRealPath();
      image = folder.resolve("image.qcow2");
      writeBases();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
  }

  /** With an input as the image; a fuzzer runs one at a time. */
  static SealedFolder with(byte[] input) throws IOException {
    SparseBytes image = SparseBytes.decode(input, BLOCK, MOST_BLOCKS);
    try (FileChannel file =
        FileChannel.open(ONE.image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      image.writeTo(file);
    }
    return ONE;
  }

  /** The files below the image, as they were at first. */
  void writeBases() throws IOException {
    byte[] content = new byte[100_000];
    Arrays.fill(content, (byte) 'b');
    Files.write(folder.resolve("base.raw"), content);
    Path base = folder.resolve("base.qcow2");
    Files.deleteIfExists(base);
    QcowSpec.builder()
        .size(ByteSize.kib(512))
        .clusterSize(ByteSize.kib(4))
        .durable(false)
        .build()
        .create(base, List.of(new Extent(8192, 65536)), ReadAt.of(content));
  }

  Path image() {
    return image;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** What keeps an image in here. */
  ChainOptions options() {
    return ChainOptions.builder().roots(List.of(folder)).build();
  }

  /** One question to the engine: it may allocate 64 MiB, however large the image is. */
  void ask(Documented.Use use) {
    Documented.run(0, use);
  }

  private void delete() {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
