package io.kvmsdk.internal.driver;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.Job;
import io.kvmsdk.qcow2.ReadAt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Local content on its way into a volume; finds the zeros in it. */
final class UploadSource implements StorageDriver.BlockSource {
  /** A cluster of qcow2: smaller holes save little, and each costs a message. */
  private static final int UNIT = 1 << 16;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(UNIT).asReadOnlyBuffer();

  private final Path name;
  private final ReadAt content;
  private final Job job;
  private final Consumer<ByteBuffer> reader;
  private final long end;
  private long at;

  /** What was read, but neither sent nor told of as zeros yet. */
  private final ByteBuffer unit = ByteBuffer.allocateDirect(UNIT).limit(0);

  /**
   * @param name for errors
   * @param reader is given all that is read, zeros as well
   */
  UploadSource(
      Path name, ReadAt content, long offset, long length, Job job, Consumer<ByteBuffer> reader) {
    this.name = name;
    this.content = content;
    this.job = job;
    this.reader = reader;
    this.at = offset;
    this.end = offset + length;
  }

  @Override
  public long hole() {
    long hole = 0;
    while (readAhead() && isZero(unit)) {
      hole += unit.remaining();
      unit.position(unit.limit());
    }
    job.advance(hole);
    return hole;
  }

  @Override
  public void fill(ByteBuffer block) {
    int before = block.position();
    do {
      readAhead();
      move(unit, block);
    } while (block.hasRemaining() && readAhead() && !isZero(unit));
    job.advance(block.position() - before);
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice().limit(count));
    from.position(from.position() + count);
  }

  private static boolean isZero(ByteBuffer bytes) {
    return bytes.equals(ZEROS.slice().limit(bytes.remaining()));
  }

  /** Reads the next unit, up to its border, unless there is one; false at the end. */
  private boolean readAhead() {
    if (unit.hasRemaining() || at == end) {
      return unit.hasRemaining();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Subject.of("file", name), "uploading was interrupted", "");
    }
    try {
      unit.clear().limit((int) Math.min(UNIT - at % UNIT, end - at));
      content.read(at, unit);
    } catch (IOException e) {
      throw FileErrors.explain("reading", name, e);
    }
    at += unit.flip().remaining();
    reader.accept(unit.duplicate());
    return true;
  }
}
