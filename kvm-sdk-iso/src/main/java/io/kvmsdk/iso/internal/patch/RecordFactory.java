package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes new records of one tree, in the words of that tree's own writer. */
final class RecordFactory {
  static final int FILE_MODE = 0100444;
  static final int DIRECTORY_MODE = 040555;
  static final int LINK_MODE = 0120777;

  private final Tree tree;
  private final Instant time;
  private final Serials serials;
  private final ContinuationAreas areas = new ContinuationAreas();

  /** Gives out file serial numbers, far above those of other writers. */
  static final class Serials {
    private long next = 1L << 31;

    long next() {
      return next++;
    }
  }

  RecordFactory(Tree tree, Instant time, Serials serials) {
    this.tree = tree;
    this.time = time;
    this.serials = serials;
  }

  /** A new entry of {@code folder}; its extent is filled in later. */
  Node node(Folder folder, String name, int mode, String linkTarget) {
    boolean directory = mode == DIRECTORY_MODE;
    byte[] identifier = identifier(folder, name, directory);
    byte[] systemUse =
        systemUse(
            new Dialect.Attributes(mode, directory ? 2 : 1, serials.next(), time, name, linkTarget),
            identifier.length);
    DirectoryRecord record = record(identifier, directory, systemUse);
    RockRidge attributes =
        tree.naming() == Naming.ROCK_RIDGE
            ? new RockRidge(name, mode, linkTarget, time, -1, false)
            : RockRidge.NONE;
    String shown = tree.naming() == Naming.ROCK_RIDGE ? name : tree.naming().decode(identifier);
    return new Node(shown, List.of(record), attributes);
  }

  /**
   * The record by which a new directory calls itself or its parent.
   *
   * @param identifier 0 for itself, 1 for its parent (ECMA-119 6.8.2.2)
   */
  DirectoryRecord dot(int identifier) {
    byte[] systemUse =
        systemUse(new Dialect.Attributes(DIRECTORY_MODE, 2, serials.next(), time, "", ""), 1);
    return record(new byte[] {(byte) identifier}, true, systemUse);
  }

  private DirectoryRecord record(byte[] identifier, boolean directory, byte[] systemUse) {
    return DirectoryRecord.create(
        identifier, directory ? DirectoryRecord.DIRECTORY : 0, Timestamps.toShort(time), systemUse);
  }

  private byte[] systemUse(Dialect.Attributes attributes, int identifierLength) {
    if (tree.naming() != Naming.ROCK_RIDGE) {
      return new byte[0];
    }
    return areas.place(
        tree.dialect().entries(attributes),
        tree.skip(),
        DirectoryRecord.systemUseRoom(identifierLength));
  }

  private byte[] identifier(Folder folder, String name, boolean directory) {
    Naming naming = tree.naming();
    Set<String> taken = new HashSet<>();
    folder.items().forEach(i -> taken.add(naming.decode(i.record().identifier())));
    String recorded = naming.recorded(name, directory);
    for (int n = 1; taken.contains(naming.decode(naming.encode(recorded, false))); n++) {
      recorded = IsoNames.numbered(naming.recorded(name, directory), n, naming.limit());
    }
    return naming.encode(recorded, !directory && versions(folder));
  }

  /** Whether the neighbours' names end with a version, or else those in a folder above. */
  private boolean versions(Folder folder) {
    for (Item item : folder.items()) {
      if (!item.node().directory()) {
        return versioned(item.record().identifier());
      }
    }
    return folder.root() ? !tree.naming().twoBytes() : versions(folder.parent());
  }

  private boolean versioned(byte[] identifier) {
    int width = tree.naming().twoBytes() ? 2 : 1;
    return identifier.length > 2 * width && identifier[identifier.length - width - 1] == ';';
  }

  /**
   * {@code directory} with {@code more} added to the number of links in its PX entry, as each new
   * folder's {@code ..} is one. An entry in a continuation area is left alone.
   */
  static DirectoryRecord withMoreLinks(DirectoryRecord directory, int more, int skip) {
    byte[] area = directory.systemUse();
    int at = skip;
    while (at + 20 <= area.length && Numbers.u8(area, at + 2) >= 4) {
      if (area[at] == 'P' && area[at + 1] == 'X') {
        byte[] links = new byte[8];
        Numbers.putBoth32(links, 0, Numbers.le32(area, at + 12) + more);
        return directory.withBytes(directory.systemUseStart() + at + 12, links);
      }
      at += Numbers.u8(area, at + 2);
    }
    return directory;
  }

  /** What did not fit into the new records. */
  ContinuationAreas areas() {
    return areas;
  }

  /**
   * A new or moved record that knows where its continuation area is.
   *
   * @param first where the areas begin, in the tree's own terms
   */
  static DirectoryRecord located(DirectoryRecord record, int skip, long first) {
    return record.withBytes(
        record.systemUseStart(), ContinuationAreas.located(record.systemUse(), skip, first));
  }

  /** Whether a tree can show links at all. */
  boolean holdsLinks() {
    return tree.naming() == Naming.ROCK_RIDGE;
  }
}
