package io.kvmsdk.iso.fuzz;

import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.fat.EfiImages;
import io.kvmsdk.iso.internal.fat.FatVolume;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.iso.internal.patch.ImageEditor;
import io.kvmsdk.iso.internal.patch.ImageLayout;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.iso.internal.tree.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a fuzzer runs: an image is read through all of its trees, and remastered. */
public final class IsoFuzz {
  private static final int MOST_READ = 1 << 16;

  private IsoFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    SparseImage image = new SparseImage(input);
    image.ask(() -> read(image));
    image.ask(() -> remaster(image));
  }

  private static void read(SparseImage image) throws IOException {
    Volume volume = Volume.read(image);
    volume.bootRecord().ifPresent(d -> BootCatalog.read(image, d));
    EfiImages.starts(image, volume)
        .forEach(start -> FatVolume.open(image, start, image.length() - start).list("/"));
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
    first.ifPresent(path -> editor.chmod(path, 0644));
    first.ifPresent(path -> editor.rename(path, "/new/renamed"));
    ImageLayout.of(editor).differences();
  }
}
