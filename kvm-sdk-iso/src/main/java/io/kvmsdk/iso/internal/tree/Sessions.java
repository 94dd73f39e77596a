package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of an image that was written in several goes. Each has its own descriptors, 16
 * blocks from its begin, and addresses that count from the image's. There are two ways:
 *
 * <ul>
 *   <li>On media that can be overwritten, xorriso begins at block 32, goes on at multiples of 32,
 *       and keeps a copy of the newest descriptors at block 16.
 *   <li>On a CD, each session comes after the last, with a gap for lead-out and lead-in.
 * </ul>
 */
final class Sessions {
  private static final long SYSTEM_AREA = VolumeDescriptorSet.FIRST_BLOCK;
  private static final int ALIGNMENT = 32;

  /** A first lead-out, a lead-in and a pre-gap, in sectors as ECMA-394 has it; and alignment. */
  private static final int MAX_GAP = 6_750 + 4_500 + 150 + ALIGNMENT;

  /** A CD holds no more than 99 tracks; a grown image seldom. */
  private static final int MAX_SESSIONS = 1_000;

  private final ImageBytes image;
  private final VolumeDescriptorSet head;
  private final List<Session> found = new ArrayList<>();
  private boolean newestAtHead = true;

  /**
   * @param start the block where it begins
   */
  record Session(long start, VolumeDescriptorSet descriptors) {}

  private Sessions(ImageBytes image) {
    this.image = image;
    this.head = VolumeDescriptorSet.read(image);
    findGrown();
    if (found.isEmpty()) {
      found.add(new Session(0, head));
      findFollowing();
    } else if (root(found.get(found.size() - 1)) != root(newest())) {
      found.add(newest());
    }
  }

  static Sessions read(ImageBytes image) {
    return new Sessions(image);
  }

  /** The oldest first. */
  List<Session> all() {
    return found;
  }

  /** The one that counts: that of block 16, unless others follow it. */
  Session newest() {
    return newestAtHead ? new Session(0, head) : found.get(found.size() - 1);
  }

  /** What a copy of the newest descriptors at block 16 leads over. */
  private void findGrown() {
    long end = head.primary(image).volumeSize();
    long start = ALIGNMENT;
    Optional<Session> next = session(start);
    while (next.isPresent() && start < end && found.size() < MAX_SESSIONS) {
      found.add(next.get());
      start = (end(next.get()) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      next = session(start);
    }
  }

  private void findFollowing() {
    long from = end(found.get(0));
    long last = image.length() / ImageBytes.BLOCK - SYSTEM_AREA - 1;
    for (long start = from; start <= Math.min(last, from + MAX_GAP); start++) {
      Optional<Session> next = session(start);
      if (next.isPresent() && found.size() < MAX_SESSIONS) {
        found.add(next.get());
        newestAtHead = false;
        from = Math.max(start + SYSTEM_AREA, end(next.get()));
        start = from - 1;
      }
    }
  }

  private long root(Session session) {
    return session.descriptors.primary(image).root().block();
  }

  private long end(Session session) {
    return session.start + Math.max(1, session.descriptors.primary(image).volumeSize());
  }

  /** An image inside of the image counts from its own begin, and so is no session. */
  private Optional<Session> session(long start) {
    return VolumeDescriptorSet.find(image, start + SYSTEM_AREA)
        .filter(
            set ->
                set.first(VolumeDescriptor.Kind.PRIMARY)
                    .filter(p -> p.blockSize() == ImageBytes.BLOCK)
                    .filter(p -> p.root().block() > start + SYSTEM_AREA)
                    .filter(p -> callsItself(image, p.root(), 0))
                    .isPresent())
        .map(set -> new Session(start, set));
  }

  /**
   * Whether a directory's own record, seen from {@code shift}, gives the address it was found by.
   */
  static boolean callsItself(ImageBytes image, DirectoryRecord root, long shift) {
    long offset = (root.block() + shift) * ImageBytes.BLOCK;
    if (offset > image.length() - ImageBytes.BLOCK) {
      return false;
    }
    byte[] block = image.bytes(offset, ImageBytes.BLOCK, "ECMA-119 6.8");
    return Numbers.le32(block, 2) == root.block() && block[32] == 1 && block[33] == 0;
  }
}
