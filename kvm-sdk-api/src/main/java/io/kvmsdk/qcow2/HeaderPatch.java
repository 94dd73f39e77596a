package io.kvmsdk.qcow2;

import io.kvmsdk.error.InvalidSpecException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes a header in place. Everything that is not known here stays as it is: further fields,
 * extensions, compatible features; unknown auto-clear features are cleared, as clause "Header"
 * demands of whoever writes.
 */
final class HeaderPatch {
  private static final int BACKING_FILE_OFFSET = 8;
  private static final int BACKING_FILE_SIZE = 16;
  private static final int SIZE = 24;
  private static final int L1_SIZE = 36;
  private static final int L1_OFFSET = 40;
  private static final int REFCOUNT_TABLE_OFFSET = 48;
  private static final int REFCOUNT_TABLE_CLUSTERS = 56;
  private static final int AUTOCLEAR = 88;
  private static final int HEADER_LENGTH = 100;

  private final ImageEdit image;

  /** The fields, up to the first extension. */
  private final ByteBuffer fields;

  HeaderPatch(ImageEdit image) throws IOException {
    this.image = image;
    boolean v3 = image.header().version() >= 3;
    int length = v3 ? image.read(HEADER_LENGTH, 4).getInt() : QcowHeader.V2_LENGTH;
    this.fields = image.read(0, length);
    if (v3) {
      fields.putLong(AUTOCLEAR, fields.getLong(AUTOCLEAR) & QcowFeature.autoclear());
    }
  }

  HeaderPatch size(long bytes) {
    fields.putLong(SIZE, bytes);
    return this;
  }

  HeaderPatch l1(long offset, int entries) {
    fields.putLong(L1_OFFSET, offset).putInt(L1_SIZE, entries);
    return this;
  }

  HeaderPatch refcountTable(long offset, int clusters) {
    fields.putLong(REFCOUNT_TABLE_OFFSET, offset).putInt(REFCOUNT_TABLE_CLUSTERS, clusters);
    return this;
  }

  /** Makes the new fields the image's; what they refer to must be on the disk. */
  void write() throws IOException {
    image.write(0, fields.rewind());
    image.sync();
  }

  /**
   * Records another backing file, or none. The new name goes where the old one is not, if there is
   * room, so that only the last write changes anything.
   */
  void writeBacking(String name, Optional<BackingFormat> format) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    List<HeaderExtension> extensions = new ArrayList<>(image.header().extensions());
    extensions.removeIf(e -> e.type() == HeaderExtension.BACKING_FORMAT);
    format.map(HeaderExtension::backingFormat).ifPresent(e -> extensions.add(0, e));
    int end = end(extensions);
    int place = placeFor(bytes.length, end);
    boolean apart = !touchesOld(place, bytes.length);
    if (apart) {
      image.write(place, ByteBuffer.wrap(bytes));
      image.sync();
    }
    fields.putLong(BACKING_FILE_OFFSET, bytes.length == 0 ? 0 : place);
    fields.putInt(BACKING_FILE_SIZE, bytes.length);
    ByteBuffer head = ByteBuffer.allocate(apart ? end : place + bytes.length);
    head.put(fields.rewind());
    extensions.forEach(e -> e.encode(head));
    if (!apart) {
      head.put(place, bytes);
    }
    image.write(0, head.rewind());
    image.sync();
  }

  private int end(List<HeaderExtension> extensions) {
    int lengths = extensions.stream().mapToInt(HeaderExtension::encodedLength).sum();
    return fields.capacity() + lengths + HeaderExtension.PREFIX;
  }

  /** Behind the extensions, old and new; behind the old name where there is no room before it. */
  private int placeFor(int length, int end) {
    int cluster = image.header().clusterSize();
    int place = Math.max(end, end(image.header().extensions()));
    if (touchesOld(place, length)) {
      place = oldName() + oldLength();
    }
    if (place + length > cluster) {
      place = end;
    }
    if (place + length > cluster) {
      throw InvalidSpecException.of(
          image.subject(),
          "the backing file's name has %d bytes, and the first cluster has room for %d"
              .formatted(length, cluster - end));
    }
    return place;
  }

  /** Whether the old header needs what lies there. */
  private boolean touchesOld(int place, int length) {
    boolean name = place < oldName() + oldLength() && place + length > oldName();
    return name || place < end(image.header().extensions());
  }

  private int oldName() {
    return (int) fields.getLong(BACKING_FILE_OFFSET);
  }

  private int oldLength() {
    return oldName() == 0 ? 0 : fields.getInt(BACKING_FILE_SIZE);
  }
}
