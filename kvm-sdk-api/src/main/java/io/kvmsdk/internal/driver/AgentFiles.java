package io.kvmsdk.internal.driver;

import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.GuestAgentException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.progress.Job;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.LongConsumer;

/** Reads and writes a guest's files by {@code guest-file-…}, block by block. */
record AgentFiles(AgentCalls calls) {
  /** As Base64, far below what libvirt takes as one text (4 MiB), and soon done by an emulation. */
  private static final int BLOCK = 256 << 10;

  /** As Base64, what {@link AgentCalls} lets pass. */
  private static final int WRITTEN_BLOCK = 48 << 10;

  private static final int LARGEST_IN_MEMORY = 64 << 20;

  private static final String READ = "guest-file-read";
  private static final String WRITE = "guest-file-write";

  /** Takes bytes on their way. */
  @FunctionalInterface
  private interface Sink {
    void take(byte[] bytes) throws IOException;
  }

  byte[] read(String path) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    read(
        path,
        bytes -> {
          if (content.size() + bytes.length > LARGEST_IN_MEMORY) {
            throw new GuestAgentException(
                calls.subject(),
                path + " is larger than " + LARGEST_IN_MEMORY + " bytes",
                "Read it into a stream");
          }
          content.writeBytes(bytes);
        },
        ProgressListener.NONE);
    return content.toByteArray();
  }

  void read(String path, OutputStream to, ProgressListener listener) {
    read(path, to::write, listener);
  }

  private void read(String path, Sink sink, ProgressListener listener) {
    Job.run(
        listener,
        "reading " + path + " of the guest",
        Progress.UNKNOWN_TOTAL,
        job -> {
          withOpen(path, "r", handle -> read(handle, path, sink, job));
          return null;
        });
  }

  private void read(long handle, String path, Sink sink, Job job) {
    boolean more = true;
    while (more) {
      look(path);
      AgentReply reply = AgentReply.of(calls, READ, Map.of("handle", handle, "count", BLOCK));
      byte[] bytes = reply.bytes("buf-b64");
      if (reply.number("count", 0, BLOCK) != bytes.length) {
        throw calls.damaged(READ, "its count is not that of the bytes with it", null);
      }
      more = !reply.flag("eof");
      if (more && bytes.length == 0) {
        throw calls.damaged(READ, "it holds nothing, and is not the end", null);
      }
      give(sink, bytes, path);
      job.advance(bytes.length);
    }
  }

  private void give(Sink sink, byte[] bytes, String path) {
    try {
      sink.take(bytes);
    } catch (IOException e) {
      throw new KvmException(
          calls.subject(), "what came of " + path + " could not be passed on: " + e, "", e);
    }
  }

  void write(String path, InputStream content, ProgressListener listener) {
    Job.run(
        listener,
        "writing " + path + " in the guest",
        Progress.UNKNOWN_TOTAL,
        job -> {
          withOpen(path, "w", handle -> write(handle, path, content, job));
          return null;
        });
  }

  private void write(long handle, String path, InputStream content, Job job) {
    for (byte[] block = next(content, path); block.length > 0; block = next(content, path)) {
      for (int done = 0; done < block.length; ) {
        look(path);
        byte[] rest = Arrays.copyOfRange(block, done, block.length);
        int count = writeSome(handle, rest);
        done += count;
        job.advance(count);
      }
    }
  }

  private int writeSome(long handle, byte[] bytes) {
    String encoded = Base64.getEncoder().encodeToString(bytes);
    return (int)
        AgentReply.of(calls, WRITE, Map.of("handle", handle, "buf-b64", encoded))
            .number("count", 1, bytes.length);
  }

  private byte[] next(InputStream content, String path) {
    try {
      return content.readNBytes(WRITTEN_BLOCK);
    } catch (IOException e) {
      throw new KvmException(
          calls.subject(), "what is to be written to " + path + " cannot be read: " + e, "", e);
    }
  }

  /** The agent keeps what is open for as long as it lives, so it is closed whatever happens. */
  private void withOpen(String path, String mode, LongConsumer body) {
    String open = "guest-file-open";
    if (!(calls.command(open, Map.of("path", path, "mode", mode)) instanceof Long handle)) {
      throw calls.damaged(open, "it is no number", null);
    }
    Aftermath.orUndo(() -> body.accept(handle), () -> close(handle));
    close(handle);
  }

  private void close(long handle) {
    calls.command("guest-file-close", Map.of("handle", handle));
  }

  private void look(String path) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          calls.subject(), "the transfer of " + path + " was interrupted", "");
    }
  }
}
