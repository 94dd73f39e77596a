package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.PathTable;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks for what readers overlook. */
final class Findings {
  private final ImageBytes image;
  private final List<IsoFinding> findings = new ArrayList<>();

  private Findings(ImageBytes image) {
    this.image = image;
  }

  static List<IsoFinding> of(ImageBytes image, Volume volume) {
    Findings findings = new Findings(image);
    findings.volumeSize(volume);
    for (Tree tree : volume.trees()) {
      findings.descriptor(tree.descriptor());
      findings.pathTable(tree, findings.directories(tree));
    }
    volume.aliases().forEach(a -> findings.descriptor(a.descriptor()));
    return List.copyOf(findings.findings);
  }

  private void volumeSize(Volume volume) {
    long end = (volume.start() + volume.primary().volumeSize()) * ImageBytes.BLOCK;
    if (end > image.length()) {
      add(
          volume.primary().position() + VolumeDescriptor.VOLUME_SIZE,
          "ECMA-119 8.4.8",
          "the volume has " + end + " bytes, the file only " + image.length());
    }
  }

  private void descriptor(VolumeDescriptor d) {
    if (!d.ordersAgree()) {
      add(d.position(), "ECMA-119 7.3.3", "the byte orders of a descriptor's number disagree");
    }
  }

  /** Reads all directories as they are recorded, relocated or not; gives their blocks. */
  private Set<Long> directories(Tree tree) {
    Set<Long> blocks = new HashSet<>();
    Deque<DirectoryRecord> todo = new ArrayDeque<>(List.of(tree.descriptor().root()));
    while (!todo.isEmpty()) {
      DirectoryRecord directory = todo.pop();
      if (!blocks.add(directory.block())) {
        add(directory.position(), "ECMA-119 6.8.2", "a directory is recorded twice");
        continue;
      }
      for (DirectoryRecord r :
          DirectoryExtent.read(image, directory.block() + tree.shift(), directory.size())) {
        record(r);
        if (r.directory() && !r.dot()) {
          todo.push(r);
        }
      }
    }
    return blocks;
  }

  private void record(DirectoryRecord r) {
    if (!r.ordersAgree()) {
      add(r.position(), "ECMA-119 7.3.3", "the byte orders of a directory record disagree");
    }
  }

  private void pathTable(Tree tree, Set<Long> directories) {
    Set<Long> listed = new HashSet<>();
    PathTable.read(image, tree.descriptor(), tree.shift())
        .entries()
        .forEach(e -> listed.add(e.block()));
    if (!listed.equals(directories)) {
      add(
          (tree.descriptor().pathTableL(false) + tree.shift()) * ImageBytes.BLOCK,
          "ECMA-119 6.9",
          "the path table lists other directories than the tree has");
    }
  }

  private void add(long offset, String clause, String problem) {
    findings.add(new IsoFinding(offset, clause, problem));
  }
}
