package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.Reflink;
import io.kvmsdk.progress.Job;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A full image in a file of its own: a copy of the original, and the differences written over it.
 *
 * <p>Copying the ranges between the differences would write less, but could not share blocks: a
 * difference begins anywhere in a block.
 */
public final class FullImage implements AtomicFile.Content {
  private final PatchedImage image;
  private final Job job;

  public FullImage(PatchedImage image, Job job) {
    this.image = image;
    this.job = job;
  }

  @Override
  public void prepare(Path temporary) throws IOException {
    Reflink.tryTo(image.original().file(), temporary);
  }

  @Override
  public void writeTo(FileChannel out) throws IOException {
    long size = image.original().size();
    if (out.size() == size) {
      job.advance(size);
    } else {
      image.writeOriginal(out.truncate(0), job::advance);
    }
    image.writeDifferences(out, 0, size, written -> {});
    long appended = image.writeDifferences(out, size, image.length(), job::advance);
    PatchSink.extend(out, image.length());
    job.advance(image.length() - size - appended);
    image.refuseChanged();
  }
}
