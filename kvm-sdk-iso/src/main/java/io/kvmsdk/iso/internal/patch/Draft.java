package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUse;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Tree;
import java.util.Arrays;
import java.util.List;

/**
 * A directory record that may change. Values are changed in memory; {@link #settle} then gives them
 * bytes: over the old ones where they fit, else in a new record, whose continuation area is {@link
 * #locate}d when all folders have their places.
 */
final class Draft {
  private final Tree tree;
  private final int skip;
  private final DirectoryRecord original;
  private DirectoryRecord record;
  private byte[] identifier;
  private List<byte[]> entries;
  private boolean unlocated;

  /**
   * A record of the original.
   *
   * @param root whether it is the root's own, which skips no bytes (SUSP 5.3)
   */
  Draft(Tree tree, DirectoryRecord original, boolean root) {
    this.tree = tree;
    this.skip = root ? 0 : tree.skip();
    this.original = original;
    this.record = original;
    this.identifier = original.identifier();
  }

  /** A new record with these entries. */
  Draft(Tree tree, DirectoryRecord blank, List<byte[]> entries) {
    this(tree, blank, false);
    this.entries = entries;
  }

  DirectoryRecord record() {
    return record;
  }

  /** Gives another extent, date or flags; the identifier and the system use area stay. */
  void record(DirectoryRecord newRecord) {
    record = newRecord;
  }

  boolean changed() {
    return record != original;
  }

  byte[] identifier() {
    return identifier;
  }

  void identifier(byte[] newIdentifier) {
    identifier = newIdentifier;
  }

  int skip() {
    return skip;
  }

  /** The system use entries as they shall be. */
  List<byte[]> entries(ImageBytes image) {
    return entries != null ? entries : recorded(image).stream().map(SystemUseEntry::bytes).toList();
  }

  void entries(List<byte[]> newEntries) {
    entries = newEntries;
  }

  private List<SystemUseEntry> recorded(ImageBytes image) {
    return SystemUse.read(image, record, skip, tree.shift());
  }

  /** Gives what has changed its bytes. */
  void settle(NewImage image, ContinuationAreas areas) {
    boolean renamed = !Arrays.equals(identifier, record.identifier());
    if (entries == null && !renamed) {
      return;
    }
    if (renamed || record.position() < 0 || !overwrite(image)) {
      rebuild(image.name(), areas, tree.naming() == Naming.ROCK_RIDGE ? entries(image) : List.of());
    }
    entries = null;
  }

  private void rebuild(String image, ContinuationAreas areas, List<byte[]> wanted) {
    int room = DirectoryRecord.systemUseRoom(identifier.length);
    byte[] old = record.systemUse();
    if (tree.naming() == Naming.ROCK_RIDGE) {
      refuseToSkipAll(image, room);
      byte[] area = areas.place(wanted, skip, room);
      System.arraycopy(old, 0, area, 0, Math.min(skip, old.length));
      record = record.withText(identifier, area);
      unlocated = true;
    } else {
      record = record.withText(identifier, Arrays.copyOf(old, Math.min(old.length, room)));
    }
  }

  /** The least that must fit is an entry that leads to the others. */
  private void refuseToSkipAll(String image, int room) {
    if (skip + ContinuationAreas.CE_LENGTH > room) {
      throw new UnsupportedException(
          Subject.of("ISO image", image),
          "new records have no room for Rock Ridge, which must skip " + skip + " bytes (SUSP 5.3)",
          "Make the image anew from its files");
    }
  }

  /** Writes entries over the old ones if they have the same lengths. */
  private boolean overwrite(NewImage image) {
    List<SystemUseEntry> old = recorded(image);
    boolean fits = old.size() == entries.size();
    for (int i = 0; fits && i < old.size(); i++) {
      fits = old.get(i).bytes().length == entries.get(i).length;
    }
    for (int i = 0; fits && i < old.size(); i++) {
      if (!Arrays.equals(old.get(i).bytes(), entries.get(i))) {
        put(image, old.get(i).position(), entries.get(i));
      }
    }
    return fits;
  }

  /** Writes over bytes of the record, or else of a continuation area. */
  private void put(NewImage image, long position, byte[] bytes) {
    long at = position - record.position();
    if (at >= 0 && at < record.length()) {
      record = record.withBytes((int) at, bytes);
    } else {
      image.write(position, bytes);
    }
  }

  /** Writes over the payload of an entry, wherever it lies; the record is settled and located. */
  void put(NewImage image, String signature, byte[] payload) {
    for (SystemUseEntry e : recorded(image)) {
      if (e.signature().equals(signature) && e.bytes().length >= 4 + payload.length) {
        put(image, e.position() + SystemUseEntry.HEADER, payload);
      }
    }
  }

  /** Lets the continuation area of an old record be written anew, with {@code elsewhere} in it. */
  void rehome(ContinuationAreas areas, List<byte[]> elsewhere) {
    byte[] area = areas.moved(record.systemUse(), skip, elsewhere);
    record = record.withBytes(record.systemUseStart(), area);
    unlocated = true;
  }

  /** Whether an area of the original holds entries of this record, and has not been given up. */
  boolean continues() {
    return !unlocated && oldArea() != null;
  }

  /** Where the record's entries go on, in the tree's own terms once it is located; or null. */
  ContinuationAreas.Area area() {
    return ContinuationAreas.area(record.systemUse(), skip);
  }

  /** The continuation area that the original's record has, in the tree's own terms; or null. */
  ContinuationAreas.Area oldArea() {
    return original.position() < 0 ? null : ContinuationAreas.area(original.systemUse(), skip);
  }

  /**
   * Lets a new record know where its continuation area is.
   *
   * @param first where the areas begin, in the tree's own terms
   */
  void locate(long first) {
    if (unlocated) {
      byte[] area = ContinuationAreas.located(record.systemUse(), skip, first);
      record = record.withBytes(record.systemUseStart(), area);
    }
  }
}
