package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A disk as its guest sees it: an image and its whole backing chain, each file opened once, and to
 * read only. Nothing may write to any of them meanwhile.
 *
 * <p>Metadata are read when they are needed, and 8 MiB of them are kept at most. Many threads may
 * read at once; interrupting one closes the file it reads, as always with {@link
 * java.nio.channels.FileChannel}.
 *
 * <pre>{@code
 * try (QcowDisk disk = QcowDisk.open(Path.of("web-1.qcow2"), BackingFormat.QCOW2)) {
 *   disk.read(0, masterBootRecord);
 * }
 * }</pre>
 *
 * <p>Every method that reads throws {@link QcowFormatException} where it meets metadata or
 * compressed data that are not sound, and {@link io.kvmsdk.error.KvmException} where the file
 * cannot be read.
 */
public final class QcowDisk implements AutoCloseable, ReadAt {
  private static final byte[] ZEROS = new byte[64 << 10];

  private final List<DiskLayer> layers;

  QcowDisk(List<DiskLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /** As {@link #open(Path, BackingFormat, ChainOptions)}, with backing files anywhere. */
  public static QcowDisk open(Path file, BackingFormat format) {
    return open(file, format, ChainOptions.defaults());
  }

  /**
   * Opens {@code file} and all below it; no other file that an image names.
   *
   * @param format of {@code file}; it is never guessed
   * @throws QcowFormatException if an image is not sound, or the chain comes back to one of them
   * @throws io.kvmsdk.error.UnsupportedException if an image is encrypted, marked corrupt, or keeps
   *     its data in another file; if a backing file's format is not stated or not known, its name a
   *     protocol's address, or its place or depth not within {@code options}
   * @throws io.kvmsdk.error.NotFoundException if a file is missing
   */
  public static QcowDisk open(Path file, BackingFormat format, ChainOptions options) {
    try (OpenLayers opened = new OpenLayers(options)) {
      BackingChain.walk(file, format, options, opened);
      return new QcowDisk(opened.release());
    }
  }

  /** The files that are open, from the top down. */
  public List<BackingLayer> layers() {
    return layers.stream()
        .map(
            layer ->
                new BackingLayer(
                    layer.file(),
                    layer instanceof RawLayer ? BackingFormat.RAW : BackingFormat.QCOW2))
        .toList();
  }

  /** What is doubtful about the images, although they can be read; each names its file. */
  public List<String> warnings() {
    return layers.stream()
        .flatMap(layer -> layer instanceof QcowLayer qcow ? qcow.warnings() : Stream.empty())
        .toList();
  }

  /** What the guest sees. A raw file counts in whole sectors of 512 bytes, as for QEMU. */
  public ByteSize size() {
    return ByteSize.bytes(bytes());
  }

  long bytes() {
    return layers.get(0).size();
  }

  /**
   * Fills {@code dst} with what the guest sees from {@code offset} on; past the disk's end are
   * zeros.
   *
   * @param offset at least 0, in bytes
   */
  @Override
  public void read(long offset, ByteBuffer dst) {
    Objects.checkIndex(offset, Long.MAX_VALUE);
    long at = offset;
    while (dst.hasRemaining() && at < bytes()) {
      DiskRun run = find(at, Math.min(dst.remaining(), bytes() - at));
      readRun(run, dst);
      at += run.length();
    }
    zeros(dst, dst.remaining());
  }

  /** Puts {@code run}'s bytes, for which there must be room. */
  private static void readRun(DiskRun run, ByteBuffer dst) {
    int length = (int) run.length();
    if (run.zeros()) {
      zeros(dst, length);
      return;
    }
    int limit = dst.limit();
    dst.limit(dst.position() + length);
    try {
      run.layer().read(run.stored(), run.start(), dst);
    } catch (IOException e) {
      throw failed(run.layer(), e);
    } finally {
      dst.limit(limit);
    }
  }

  private static void zeros(ByteBuffer dst, int length) {
    for (int left = length; left > 0; left -= ZEROS.length) {
      dst.put(ZEROS, 0, Math.min(left, ZEROS.length));
    }
  }

  /**
   * What the metadata say of the disk, as {@code qemu-img map} does; neighbours that only continue
   * each other are one. A raw file counts as data throughout, and so does an image that was
   * preallocated: QEMU asks the file system for their holes, which the JDK cannot.
   */
  public List<MapEntry> map() {
    List<MapEntry> entries = new ArrayList<>();
    map(entries::add);
    return List.copyOf(entries);
  }

  /** As {@link #map()}, one at a time: a scattered disk has millions. */
  public void map(Consumer<? super MapEntry> sink) {
    MapEntry grown = null;
    for (Iterator<DiskRun> runs = runs(0, bytes()); runs.hasNext(); ) {
      MapEntry next = MapEntry.of(runs.next());
      if (grown != null && grown.goesOnIn(next)) {
        grown = grown.and(next);
      } else {
        if (grown != null) {
          sink.accept(grown);
        }
        grown = next;
      }
    }
    if (grown != null) {
      sink.accept(grown);
    }
  }

  /** Read-only, and apart from other channels but for the files: closing it closes none. */
  public SeekableByteChannel channel() {
    return new DiskChannel(this);
  }

  /** The layers, from the top down. */
  List<DiskLayer> openLayers() {
    return layers;
  }

  /** The runs of a part of the disk, in its order, found as they are asked for. */
  Iterator<DiskRun> runs(long offset, long length) {
    long end = offset + Objects.checkFromIndexSize(0, length, bytes() - offset) + length;
    return new Iterator<>() {
      private long at = offset;

      @Override
      public boolean hasNext() {
        return at < end;
      }

      @Override
      public DiskRun next() {
        if (at >= end) {
          throw new NoSuchElementException();
        }
        DiskRun run = find(at, end - at);
        at = run.end();
        return run;
      }
    };
  }

  /** The run that begins at {@code offset}, up to {@code most} bytes; all of them in the disk. */
  DiskRun find(long offset, long most) {
    DiskRun run = null;
    long length = most;
    for (int depth = 0; depth < layers.size(); depth++) {
      DiskLayer layer = layers.get(depth);
      if (offset >= layer.size()) {
        return run;
      }
      length = Math.min(length, layer.size() - offset);
      run = new DiskRun(offset, depth, layer, stored(layer, offset, length));
      length = run.length();
      if (run.kind() != LayerRun.Kind.UNALLOCATED) {
        return run;
      }
    }
    return run;
  }

  private static LayerRun stored(DiskLayer layer, long offset, long most) {
    try {
      return layer.find(offset, most);
    } catch (IOException e) {
      throw failed(layer, e);
    }
  }

  private static RuntimeException failed(DiskLayer layer, IOException cause) {
    return FileErrors.explain("reading the disk image", layer.file(), cause);
  }

  @Override
  public void close() {
    OpenLayers.close(layers);
  }

  @Override
  public String toString() {
    return "QcowDisk[%s, %s, %d layers]".formatted(layers.get(0).file(), size(), layers.size());
  }
}
