package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slices of L1 and L2 tables that were used last, for all layers of a disk. A table may have 2
 * MiB, a chain 64 layers: only what is looked at is held.
 */
final class TableCache {
  /** Of a table, read at once. */
  static final int LONGEST_SLICE = 64 << 10;

  private static final int MOST_BYTES = 8 << 20;

  private final Map<Key, ByteBuffer> slices = new LinkedHashMap<>(16, 0.75f, true);
  private int bytes;

  private record Key(Object owner, long offset) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.owner == owner && key.offset == offset;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(owner) + Long.hashCode(offset);
    }
  }

  /** Reads a slice that is not here. */
  interface Source {
    ByteBuffer read() throws IOException;
  }

  /** {@code owner}'s slice at {@code offset} of its file; for its absolute getters only. */
  ByteBuffer get(Object owner, long offset, Source source) throws IOException {
    Key key = new Key(owner, offset);
    synchronized (this) {
      ByteBuffer known = slices.get(key);
      if (known != null) {
        return known;
      }
    }
    ByteBuffer slice = source.read();
    keep(key, slice);
    return slice;
  }

  private synchronized void keep(Key key, ByteBuffer slice) {
    if (slices.putIfAbsent(key, slice) == null) {
      bytes += slice.capacity();
    }
    Iterator<ByteBuffer> eldest = slices.values().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= eldest.next().capacity();
      eldest.remove();
    }
  }
}
