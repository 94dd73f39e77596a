package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.KvmException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a fuzzer runs: an image is described, checked, mapped, and read with what lies below it. */
public final class ImageFuzz {
  private static final int MOST_READS = 32;
  private static final int MOST_READ = 1 << 16;

  private ImageFuzz() {}

  /** Jazzer's entry; each question is bounded for itself. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    SealedFolder folder = SealedFolder.with(input);
    Path file = folder.image();
    folder.ask(() -> describe(file));
    folder.ask(() -> QcowCheck.of(file));
    try (QcowDisk disk = QcowDisk.open(file, BackingFormat.QCOW2, folder.options())) {
      readAll(folder, disk);
    } catch (KvmException refused) {
      // as documented
    }
  }

  /** As {@link ImageInfo} does, which asks a process for the room that the file takes. */
  private static void describe(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      QcowImage image = QcowImage.read(file, channel);
      SnapshotTable.read(image, channel);
      BitmapDirectory.read(image, channel);
    }
  }

  private static void readAll(SealedFolder folder, QcowDisk disk) {
    assertThat(disk.layers())
        .allMatch(layer -> layer.file().startsWith(folder.image().getParent()));
    List<MapEntry> stored = new ArrayList<>();
    folder.ask(() -> disk.map(entry -> keep(entry, stored)));
    for (MapEntry entry : stored) {
      int length = (int) Math.min(MOST_READ, entry.length());
      folder.ask(() -> disk.read(entry.start(), ByteBuffer.allocate(length)));
    }
  }

  private static void keep(MapEntry entry, List<MapEntry> stored) {
    if (entry.data() && stored.size() < MOST_READS) {
      stored.add(entry);
    }
  }
}
