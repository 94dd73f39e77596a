package io.kvmsdk.host;

import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A program of this machine, from its start to its end. Whatever it does not read or does not stop
 * writing, the caller waits no longer than until the time-out.
 *
 * @param words what is run to run {@code program}, and says the last word to both its outputs
 */
record HostProcess(Subject host, List<String> words, ExecSpec program, LastWord lastWord) {
  /** For ssh to take leave; it stays while anything there holds the program's output. */
  private static final long LEAVE = TimeUnit.SECONDS.toNanos(1);

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How it ended.
   *
   * @param lost the process's own exit code if it ended without the last word
   */
  record Ended(LastWord.Output output, LastWord.Output errors, OptionalInt lost) {}

  Ended run() {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(program.timeout());
    Process process = start();
    CompletableFuture<LastWord.Output> reader = new CompletableFuture<>();
    CompletableFuture<LastWord.Output> errorReader = new CompletableFuture<>();
    CompletableFuture<?> both = CompletableFuture.allOf(reader, errorReader);
    try {
      onThread(() -> read(process.getInputStream(), reader, both));
      onThread(() -> read(process.getErrorStream(), errorReader, both));
      onThread(() -> send(process.getOutputStream()));
      LastWord.Output output = reader.get(left(end), TimeUnit.NANOSECONDS);
      LastWord.Output errors = errorReader.get(left(end), TimeUnit.NANOSECONDS);
      if (output.exitCode().isPresent() && errors.exitCode().isPresent()) {
        process.waitFor(Math.min(LEAVE, left(end)), TimeUnit.NANOSECONDS);
        return new Ended(output, errors, OptionalInt.empty());
      }
      if (!process.waitFor(left(end), TimeUnit.NANOSECONDS)) {
        throw late();
      }
      return new Ended(output, errors, OptionalInt.of(process.exitValue()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(host, name() + " was interrupted", "", e);
    } catch (TimeoutException e) {
      throw late();
    } catch (ExecutionException e) {
      throw new KvmException(host, "what " + name() + " wrote cannot be read", "", e.getCause());
    } finally {
      kill(process);
      both.cancel(false);
    }
  }

  private static long left(long end) {
    return Math.max(0, end - System.nanoTime());
  }

  private Process start() {
    // Java writes a question mark for what the locale cannot say.
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    if (!words.stream().allMatch(charset.newEncoder()::canEncode)) {
      throw new KvmException(
          host,
          name() + " has characters in its arguments that " + charset + " lacks",
          "Run this JVM in a UTF-8 locale, or give them as input");
    }
    try {
      return new ProcessBuilder(words).start();
    } catch (IOException e) {
      throw new KvmException(
          host, "cannot run " + words.get(0) + ": " + e.getMessage(), "Install it", e);
    }
  }

  /** A program that ends without reading its input says why by its exit code. */
  private void send(OutputStream stdin) {
    try (stdin) {
      stdin.write(program.input());
    } catch (IOException notRead) {
      return;
    }
  }

  private void read(
      InputStream in, CompletableFuture<LastWord.Output> written, CompletableFuture<?> both) {
    try (in) {
      written.complete(lastWord.read(in));
      drain(in, both);
    } catch (IOException e) {
      written.completeExceptionally(e);
    }
  }

  /**
   * Takes what is still written behind the last word, as long as the other stream's is to come: ssh
   * ends when it cannot hand one of them on.
   */
  private static void drain(InputStream in, CompletableFuture<?> both) throws IOException {
    while (!both.isDone()) {
      if (in.readNBytes(in.available()).length == 0) {
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private static void onThread(Runnable work) {
    Thread thread = new Thread(work, "kvmsdk-shell");
    thread.setDaemon(true);
    thread.start();
  }

  private static void kill(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly(); // first, or it would go on without what it waited for
    below.forEach(ProcessHandle::destroyForcibly);
  }

  private TimedOutException late() {
    return new TimedOutException(
        host,
        "%s took longer than %s s".formatted(name(), program.timeout().toMillis() / 1000.0),
        "it is ended");
  }

  private String name() {
    return program.command().get(0);
  }
}
