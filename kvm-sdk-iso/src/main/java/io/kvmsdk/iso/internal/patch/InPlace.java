package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.progress.Job;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes the differences over a copy of the original that is there already.
 *
 * <p>It may stop anywhere, and be run again: a copy that holds the new bytes in part is taken too.
 */
public final class InPlace {
  /** Partition tables, volume descriptors and boot catalogs; in Ubuntu's layout both sets. */
  private static final long HEAD = 64 * ImageBytes.BLOCK;

  /** How many sectors are compared that the patch does not touch. */
  private static final int SAMPLES = 64;

  private static final int CHUNK = 1 << 18;

  private final PatchedImage image;
  private final Path copy;
  private final Job job;

  public InPlace(PatchedImage image, Path copy, Job job) {
    this.image = image;
    this.copy = copy;
    this.job = job;
  }

  /** Checks, then writes. */
  public void apply() {
    try {
      refuseSources();
      try (FileChannel channel =
          FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        refuseForeign(channel);
        write(channel);
      }
    } catch (IOException e) {
      throw FileErrors.explain("patching", copy, e);
    }
  }

  private void refuseSources() throws IOException {
    for (Path source : image.files()) {
      if (Files.isSameFile(copy, source)) {
        throw new ConflictException(
            Subject.of("ISO image", copy),
            "it is " + source + ", which the patch is made from",
            "Patch a copy of it");
      }
    }
  }

  private void refuseForeign(FileChannel channel) throws IOException {
    long size = channel.size();
    long original = image.original().size();
    if (size < original || size > image.length()) {
      throw foreign("it has " + size + " bytes, and the original has " + original);
    }
    compare(channel, 0, Math.min(HEAD, original));
    for (int i = 1; i <= SAMPLES; i++) {
      long sector = original / ImageBytes.BLOCK * i / SAMPLES - 1;
      compare(channel, Math.max(0, sector) * ImageBytes.BLOCK, ImageBytes.BLOCK);
    }
    for (NewImage.Difference d : image.differences()) {
      compare(channel, d.offset(), Math.min(d.end(), original) - d.offset());
    }
  }

  /** Each sector must hold what the original has, or what the patch will write. */
  private void compare(FileChannel channel, long offset, long length) throws IOException {
    for (long at = offset, end = offset + length; at < end; at += CHUNK) {
      int count = (int) Math.min(CHUNK, end - at);
      byte[] found = new byte[count];
      byte[] old = new byte[count];
      readFully(channel, at, ByteBuffer.wrap(found));
      image.readOriginal(at, ByteBuffer.wrap(old));
      if (!Arrays.equals(found, old)) {
        byte[] patched = new byte[count];
        image.read(at, ByteBuffer.wrap(patched));
        compareSectors(at, found, old, patched);
      }
    }
  }

  private void compareSectors(long offset, byte[] found, byte[] old, byte[] patched) {
    for (int i = 0; i < found.length; i += ImageBytes.BLOCK) {
      int end = Math.min(found.length, i + ImageBytes.BLOCK);
      if (!Arrays.equals(found, i, end, old, i, end)
          && !Arrays.equals(found, i, end, patched, i, end)) {
        throw foreign("at offset " + (offset + i) + " it holds other bytes");
      }
    }
  }

  private static void readFully(FileChannel channel, long offset, ByteBuffer target)
      throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target, offset + target.position()) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
  }

  private ConflictException foreign(String problem) {
    return new ConflictException(
        Subject.of("ISO image", copy),
        "it is not a copy of the original: " + problem,
        "Copy " + image.original().file() + " anew");
  }

  /**
   * New data first, then what refers to it, at last the descriptors, each on the disk before the
   * next: after a crash at any time the volume is at least as long as its descriptors say.
   */
  private void write(FileChannel channel) throws IOException {
    long original = image.original().size();
    image.writeDifferences(channel, original, image.length(), job::advance);
    PatchSink.extend(channel, image.length());
    channel.force(true);
    image.writeDifferences(channel, HEAD, original, job::advance);
    image.refuseChanged();
    channel.force(true);
    image.writeDifferences(channel, 0, Math.min(HEAD, original), job::advance);
    channel.force(true);
  }
}
