package io.kvmsdk.iso.fuzz;

import com.sun.management.ThreadMXBean;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.ImageEditor;
import io.kvmsdk.iso.internal.patch.ImageLayout;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a fuzzer runs: an image is read and remastered in all ways. It may be refused, but only by
 * an exception of ours, and it may not make us allocate more than 64 MiB for its one.
 */
public final class IsoFuzz {
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final int MOST_READ = 1 << 16;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private IsoFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    SparseImage image = SparseImage.decode(input);
    if (allocatedFor(image) > MOST_ALLOCATED) {
      // once more, without what Jazzer needs to look into new classes
      long allocated = allocatedFor(image);
      if (allocated > MOST_ALLOCATED) {
        throw new AssertionError(allocated + " bytes were allocated");
      }
    }
  }

  private static long allocatedFor(SparseImage image) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      read(image);
      remaster(image);
    } catch (KvmException refused) {
      // as documented
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void read(SparseImage image) throws IOException {
    Volume volume = Volume.read(image);
    volume.bootRecord().ifPresent(d -> BootCatalog.read(image, d));
    for (Tree tree : volume.trees()) {
      List<TreeWalk.Step> files =
          TreeWalk.of(image, tree).filter(s -> s.node().regular()).limit(64).toList();
      for (TreeWalk.Step file : files) {
        try (InputStream in = tree.open(file.node())) {
          in.readNBytes(MOST_READ);
        }
      }
    }
  }

  private static void remaster(SparseImage image) {
    Volume volume = Volume.read(image);
    Optional<String> first =
        TreeWalk.of(image, volume.preferred())
            .filter(s -> s.node().regular() && s.node().size() < MOST_READ)
            .map(TreeWalk.Step::path)
            .findFirst();
    ImageEditor editor = new ImageEditor(image, volume, Instant.EPOCH);
    editor.add("/new/folder/file.txt", Content.of(new byte[3000]));
    editor.addLink("/new/link", "folder/" + "target".repeat(40));
    first.ifPresent(path -> editor.replace(path, Content.of(new byte[5000])));
    ImageLayout.of(editor).differences();
  }
}
