package io.kvmsdk.iso.fuzz;

import io.kvmsdk.iso.internal.fat.FatChanges;
import io.kvmsdk.iso.internal.fat.FatEntry;
import io.kvmsdk.iso.internal.fat.FatVolume;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a fuzzer runs: a FAT image is read through and through, and changed. */
public final class FatFuzz {
  private static final int MOST_FOLDERS = 64;
  private static final int MOST_READ = 1 << 16;

  private FatFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    SparseImage image = SparseImage.decode(input);
    Documented.run(image, () -> read(FatVolume.open(image, 0, image.length())));
    Documented.run(image, () -> change(FatVolume.open(image, 0, image.length())));
  }

  private static void read(FatVolume volume) {
    Deque<String> folders = new ArrayDeque<>();
    folders.add("/");
    for (int i = 0; i < MOST_FOLDERS && !folders.isEmpty(); i++) {
      String folder = folders.remove();
      for (FatEntry entry : volume.list(folder)) {
        if (entry.directory()) {
          folders.add(entry.path());
        } else if (entry.size() < MOST_READ) {
          volume.read(entry.path());
        }
      }
    }
  }

  private static void change(FatVolume volume) {
    FatChanges changes = new FatChanges(volume, Instant.parse("2000-01-01T00:00:00Z"));
    changes.add("/EFI/new folder/grub.cfg", new byte[3000]);
    changes.replace("/EFI/new folder/grub.cfg", new byte[7000]);
    changes.remove("/EFI/new folder");
    volume.forEachWritten((at, bytes) -> {});
  }
}
