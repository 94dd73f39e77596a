package io.kvmsdk.qcow2;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Copies a disk, or what differs from another one: threads read, unpack, look for zeros and
 * compress; the caller's writes, in the disk's order.
 */
final class DiskCopy implements AutoCloseable {
  private final CopyTarget target;
  private final CopyBlock.Reading reading;
  private final Job job;
  private final ExecutorService readers;
  private final int mostBlocks;
  private final Deque<CopyBlock> free = new ArrayDeque<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private int blocks;

  /** A piece; with the block it is read into, and the work on that, if it has to be read. */
  private record Step(
      CopyPiece piece, Optional<CopyBlock> block, Optional<FutureTask<Void>> work) {}

  private DiskCopy(CopyTarget target, CopyBlock.Reading reading, int threads, Job job) {
    this.target = target;
    this.reading = reading;
    this.job = job;
    this.mostBlocks = threads + 2;
    this.readers = pool(threads);
  }

  /**
   * Writes {@code size} bytes of disk.
   *
   * @param folder where the target lies
   */
  static void copy(
      DiskDifference difference,
      CopyTarget target,
      long size,
      Path folder,
      CopyOptions options,
      Job job)
      throws IOException {
    CopyBlock.Reading reading =
        new CopyBlock.Reading(difference, target.grain(), options.zeros(), options.compress());
    CopyPlan plan =
        new CopyPlan(difference, size, target.unit(), options.looksAt(difference, folder));
    try (DiskCopy copy = new DiskCopy(target, reading, options.threads(), job)) {
      copy.run(plan);
    }
  }

  private static ExecutorService pool(int threads) {
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        runnable -> {
          Thread thread = new Thread(runnable, "kvmsdk-disk-reader");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void run(CopyPlan plan) throws IOException {
    for (Optional<CopyPiece> next = plan.next(); next.isPresent(); next = plan.next()) {
      steps.add(begin(next.get()));
      while (steps.size() > mostBlocks || (!steps.isEmpty() && steps.peek().work().isEmpty())) {
        end(steps.remove());
      }
    }
    while (!steps.isEmpty()) {
      end(steps.remove());
    }
  }

  private Step begin(CopyPiece piece) throws IOException {
    if (!piece.mustBeRead()) {
      return new Step(piece, Optional.empty(), Optional.empty());
    }
    CopyBlock block = freeBlock();
    FutureTask<Void> work =
        new FutureTask<>(
            () -> {
              block.read(piece, reading);
              return null;
            });
    readers.execute(work);
    return new Step(piece, Optional.of(block), Optional.of(work));
  }

  private CopyBlock freeBlock() throws IOException {
    if (free.isEmpty() && blocks < mostBlocks) {
      blocks++;
      return new CopyBlock();
    }
    while (free.isEmpty()) {
      end(steps.remove());
    }
    return free.remove();
  }

  private void end(Step step) throws IOException {
    CopyPiece piece = step.piece();
    if (step.work().isPresent()) {
      await(step.work().get());
      step.block().get().writeTo(target, piece.start());
      free.add(step.block().get());
    } else if (piece.kind() == CopyPiece.Kind.STORED) {
      target.transfer(piece, job);
      return;
    } else if (piece.kind() == CopyPiece.Kind.ZEROS) {
      target.zeros(piece.start(), piece.length());
    }
    job.advance(piece.length());
  }

  private static void await(FutureTask<Void> work) throws IOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(Subject.of("disk", ""), "copying it was interrupted", "", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException("copying failed", e.getCause());
    }
  }

  /** Nothing reads any more when this returns. */
  @Override
  public void close() {
    readers.shutdownNow();
    boolean interrupted = false;
    try {
      interrupted = !readers.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
