package io.kvmsdk.iso.fuzz;

import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.fat.FatEntry;
import io.kvmsdk.iso.internal.fat.FatVolume;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a fuzzer runs: a FAT image is read through and through, and changed. */
public final class FatFuzz {
  private static final int MOST_READS = 64;
  private static final int MOST_READ = 1 << 16;

  private FatFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    SparseImage image = new SparseImage(input);
    read(image);
    image.ask(() -> change(open(image)));
  }

  /**
   * Each question is bounded for itself: a caller who asks a thousand is told a thousand things.
   */
  private static void read(SparseImage image) {
    Deque<String> folders = new ArrayDeque<>(List.of("/"));
    int most = MOST_READS;
    while (most > 0 && !folders.isEmpty()) {
      for (FatEntry entry : list(image, folders.remove())) {
        if (entry.directory()) {
          folders.add(entry.path());
        } else if (most-- > 0 && entry.size() < MOST_READ) {
          image.ask(() -> open(image).read(entry.path()));
        }
      }
      most--;
    }
  }

  private static List<FatEntry> list(SparseImage image, String folder) {
    List<FatEntry> entries = new ArrayList<>();
    image.ask(
        () -> {
          entries.clear();
          entries.addAll(open(image).list(folder));
        });
    return entries;
  }

  private static FatVolume open(SparseImage image) {
    return FatVolume.open(image, 0, image.length());
  }

  private static void change(FatVolume volume) {
    FatChanges changes = new FatChanges(volume, Instant.parse("2000-01-01T00:00:00Z"));
    changes.add("/EFI/new folder/grub.cfg", new byte[3000]);
    changes.replace("/EFI/new folder/grub.cfg", new byte[7000]);
    changes.remove("/EFI/new folder");
    volume.forEachWritten((at, bytes) -> {});
  }
}
