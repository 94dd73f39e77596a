package io.kvmsdk.examples.kvm;

import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.PrintWriter;

/**
 * Shows jobs on a terminal as one bar, redrawn in place and gone at the end; elsewhere, as in a
 * log, as a line for each job that is done.
 */
final class ProgressBar implements ProgressListener {
  private static final int BAR = 24;
  private static final int TASK = 34;
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private String shown = "";

  /**
   * @param terminal whether {@code out} understands carriage returns and ANSI escapes
   */
  ProgressBar(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A bar where {@code out}, the program's own output, is a terminal. */
  static ProgressBar on(PrintWriter out) {
    return new ProgressBar(out, System.console() != null && !"dumb".equals(System.getenv("TERM")));
  }

  @Override
  public void started(Progress progress) {
    draw(progress);
  }

  @Override
  public void advanced(Progress progress) {
    draw(progress);
  }

  @Override
  public void finished(Progress progress) {
    clear();
    if (!terminal) {
      out.printf("%9s  %s%n", Text.seconds(progress.elapsed()), task(progress));
    }
  }

  @Override
  public void failed(Progress progress, Throwable cause) {
    clear();
  }

  private void draw(Progress progress) {
    String line = line(progress);
    if (terminal && !line.equals(shown)) {
      out.print(CLEAR_LINE + line);
      out.flush();
      shown = line;
    }
  }

  private void clear() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
      shown = "";
    }
  }

  private static String line(Progress progress) {
    String task = Text.shortened(task(progress), TASK);
    if (progress.total() <= 0) {
      return "[" + " ".repeat(BAR) + "]       " + task;
    }
    double part = Math.min(1, (double) progress.done() / progress.total());
    int full = (int) (part * BAR);
    String bar = "#".repeat(full) + ".".repeat(BAR - full);
    String rate = Text.size(ByteSize.bytes((long) progress.rate())) + "/s";
    return "[%s] %3d%%  %s, %s".formatted(bar, (int) (part * 100), task, rate);
  }

  private static String task(Progress progress) {
    return Text.withShortDigests(progress.task());
  }
}
