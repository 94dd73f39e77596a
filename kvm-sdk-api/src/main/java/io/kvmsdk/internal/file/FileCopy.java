package io.kvmsdk.internal.file;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.internal.file.AtomicFile.Durability;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Copies a file as it is. Where the file system can, both share their blocks until one of them
 * changes, and nothing is copied at all; else holes are filled.
 */
public final class FileCopy implements AtomicFile.Content {
  /** Progress is told, and interrupts are noticed, between such pieces. */
  private static final long LONGEST = 64 << 20;

  private final Path original;
  private final Job job;

  private FileCopy(Path original, Job job) {
    this.original = original;
    this.job = job;
  }

  /**
   * Makes {@code target}, whole or not at all; counted in bytes.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException with {@link Existing#KEEP}, if it exists
   */
  public static void copy(
      Path original,
      Path target,
      Existing existing,
      Durability durability,
      ProgressListener listener) {
    Job.run(
        listener,
        "copying " + original.getFileName(),
        size(original),
        job -> {
          AtomicFile.write(target, existing, durability, new FileCopy(original, job));
          return null;
        });
  }

  private static long size(Path original) {
    try {
      return Files.size(original);
    } catch (IOException e) {
      throw FileErrors.explain("copying", original, e);
    }
  }

  @Override
  public void prepare(Path temporary) throws IOException {
    Reflink.tryTo(original, temporary);
  }

  @Override
  public void writeTo(FileChannel out) throws IOException {
    try (FileChannel in = FileChannel.open(original)) {
      long size = in.size();
      if (size > 0 && out.size() == size) {
        job.advance(size);
      } else {
        transfer(in, out.truncate(0), 0, size, job);
      }
    }
  }

  /**
   * Copies {@code length} bytes to the position of {@code out}.
   *
   * @throws IOException also if {@code in} ends before
   */
  public static void transfer(FileChannel in, FileChannel out, long offset, long length, Job job)
      throws IOException {
    for (long done = 0; done < length; ) {
      long n = in.transferTo(offset + done, Math.min(length - done, LONGEST), out);
      if (n <= 0) {
        throw new IOException("the file ended early: it is being changed");
      }
      done += n;
      job.advance(n);
    }
  }
}
