package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.patch.ImagePiece.InContent;
import io.kvmsdk.iso.internal.patch.ImagePiece.InFile;
import io.kvmsdk.iso.internal.patch.ImagePiece.InImage;
import io.kvmsdk.iso.internal.patch.NewImage.Difference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of a patched image, at any offset: the differences, the original where there are none,
 * zeros beyond its end. Local files stay where they are until their bytes are asked for. Not safe
 * for use by several threads.
 */
final class PatchedBytes implements ImageBytes, AutoCloseable {
  private static final Content ZEROS = Content.of(new byte[0]);

  private final ImageBytes original;
  private final long length;
  private final TreeMap<Long, Difference> differences = new TreeMap<>();
  private SourceFile added;
  private FileChannel addedChannel;

  /**
   * @param original stays open when this is closed
   */
  PatchedBytes(ImageBytes original, long length, List<Difference> differences) {
    this.original = original;
    this.length = length;
    differences.forEach(d -> this.differences.put(d.offset(), d));
  }

  @Override
  public String name() {
    return original.name();
  }

  @Override
  public long length() {
    return length;
  }

  Collection<Difference> differences() {
    return differences.values();
  }

  /** Fills {@code target} from {@code offset} on, with zeros beyond the end. */
  @Override
  public void read(long offset, ByteBuffer target) {
    for (long at = offset; target.hasRemaining(); ) {
      ImagePiece piece = pieceAt(at);
      int count = (int) Math.min(target.remaining(), piece.length());
      piece.read(target.slice(target.position(), count));
      target.position(target.position() + count);
      at += count;
    }
  }

  /** What begins at {@code offset} and comes from one place. */
  ImagePiece pieceAt(long offset) {
    Map.Entry<Long, Difference> below = differences.floorEntry(offset);
    if (below != null && offset < below.getValue().end()) {
      return pieceOf(below.getValue(), offset);
    }
    Long above = differences.higherKey(offset);
    long end = above == null ? Long.MAX_VALUE : above;
    return offset < original.length()
        ? new InImage(original, offset, Math.min(end, original.length()) - offset)
        : new InContent(ZEROS, 0, end - offset);
  }

  private ImagePiece pieceOf(Difference d, long offset) {
    long at = d.contentOffset() + offset - d.offset();
    long left = d.end() - offset;
    if (d.content() instanceof Content.InFile file && at < file.size()) {
      return new InFile(
          file.source(), channel(file.source()), at, Math.min(left, file.size() - at));
    }
    return new InContent(d.content(), at, left);
  }

  /** Only the last one stays open: there may be more added files than one may open at a time. */
  private FileChannel channel(SourceFile file) {
    if (!file.equals(added)) {
      try {
        closeAdded();
        addedChannel = file.open();
        added = file;
      } catch (IOException e) {
        throw FileErrors.explain("reading", file.file(), e);
      }
    }
    return addedChannel;
  }

  private void closeAdded() throws IOException {
    if (added != null) {
      addedChannel.close();
      SourceFile last = added;
      added = null;
      last.refuseChanged();
    }
  }

  /** Refuses to go on where the last local file that was read is not what was planned. */
  void refuseChangedFile() throws IOException {
    if (added != null) {
      added.refuseChanged();
    }
  }

  @Override
  public void close() {
    try {
      if (added != null) {
        addedChannel.close();
      }
    } catch (IOException e) {
      throw FileErrors.explain("closing", added.file(), e);
    }
  }
}
