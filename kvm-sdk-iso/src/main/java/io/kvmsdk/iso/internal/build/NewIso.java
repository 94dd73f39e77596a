package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.checksum.Digests;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.patch.Content;
import io.kvmsdk.progress.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A new image: what lies where, with zeros between. Local files are read when it is written. */
public final class NewIso {
  private final TreeMap<Long, Content> contents = new TreeMap<>();
  private long blocks;

  NewIso() {}

  /** Lays {@code content} down from {@code block} on. */
  void put(long block, Content content) {
    if (content.size() > 0) {
      contents.put(block, content);
    }
  }

  /** A name for the image, made of all that has been laid down so far. */
  UUID fingerprint() {
    ByteArrayOutputStream sums = new ByteArrayOutputStream();
    contents
        .values()
        .forEach(c -> sums.writeBytes(c.digest(Digests.MD5).getBytes(StandardCharsets.US_ASCII)));
    return UUID.nameUUIDFromBytes(sums.toByteArray());
  }

  void end(long newBlocks) {
    blocks = newBlocks;
  }

  /** In bytes. */
  public long length() {
    return blocks * ImageBytes.BLOCK;
  }

  /**
   * Writes the image from front to back.
   *
   * @param out blocks until it has taken what it is given
   * @throws io.kvmsdk.error.ConflictException if a local file has changed meanwhile
   */
  public void writeTo(WritableByteChannel out, Job job) throws IOException {
    FrontToBack writer = new FrontToBack(out, job);
    for (Map.Entry<Long, Content> e : contents.entrySet()) {
      writer.write(e.getKey() * ImageBytes.BLOCK, e.getValue());
    }
    writer.end(length());
  }
}
