package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was read last, for all layers of a disk: slices of L1 and L2 tables, and compressed clusters
 * once unpacked. Either may have 2 MiB, and a chain 64 layers: only what is looked at is held.
 */
final class ReadCache {
  private static final int MOST_BYTES = 8 << 20;

  private final Map<Key, ByteBuffer> known = new LinkedHashMap<>(16, 0.75f, true);
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

  /** Reads what is not here. */
  interface Source {
    ByteBuffer read() throws IOException;
  }

  /** What {@code owner} has at {@code offset} of its file; for its absolute getters only. */
  ByteBuffer get(Object owner, long offset, Source source) throws IOException {
    Key key = new Key(owner, offset);
    synchronized (this) {
      ByteBuffer held = known.get(key);
      if (held != null) {
        return held;
      }
    }
    ByteBuffer read = source.read();
    keep(key, read);
    return read;
  }

  private synchronized void keep(Key key, ByteBuffer read) {
    if (known.putIfAbsent(key, read) == null) {
      bytes += read.capacity();
    }
    Iterator<ByteBuffer> eldest = known.values().iterator();
    while (bytes > MOST_BYTES) {
      bytes -= eldest.next().capacity();
      eldest.remove();
    }
  }
}
