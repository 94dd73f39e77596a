package io.kvmsdk.examples.kvm;

import io.kvmsdk.change.Effect;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.value.ByteSize;
import java.io.PrintWriter;

/**
 * Shows how far a row of jobs is: on a terminal by one line, redrawn in place and gone at the end;
 * elsewhere, as in a log, by a line for each job that is done.
 */
final class ProgressBar implements ProgressListener {
  private static final int BAR = 24;
  private static final int TASK = 36;

  /** What a plan's job begins with: "domain 'web': ". */
  private static final String SUBJECT = "^[a-z ]+ '.*?': ";

  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final long jobs;
  private int finished;
  private String shown = "";

  /**
   * @param terminal whether {@code out} understands carriage returns and ANSI escapes
   * @param jobs how many there will be
   */
  ProgressBar(PrintWriter out, boolean terminal, long jobs) {
    this.out = out;
    this.terminal = terminal;
    this.jobs = jobs;
  }

  /** A bar for one job, told to the program's own output. */
  static ProgressBar on(PrintWriter out) {
    return on(out, 1);
  }

  /** A bar for the changes of {@code plan}. */
  static ProgressBar on(PrintWriter out, Plan<?> plan) {
    return on(out, plan.changes().stream().filter(c -> c.effect() != Effect.NOTHING).count());
  }

  // examples/run asks JDK 22 and later for the console of before: null where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static ProgressBar on(PrintWriter out, long jobs) {
    boolean terminal = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    return new ProgressBar(out, terminal, jobs);
  }

  @Override
  public void started(Progress job) {
    draw(job);
  }

  @Override
  public void advanced(Progress job) {
    draw(job);
  }

  @Override
  public void finished(Progress job) {
    finished++;
    if (terminal) {
      clear();
    } else {
      out.printf("%s %8s  %s%n", bar(finished), Text.seconds(job.elapsed()), task(job));
    }
  }

  @Override
  public void failed(Progress job, Throwable cause) {
    if (terminal) {
      clear();
    }
  }

  private void draw(Progress job) {
    String task = Text.shortened(task(job).replaceFirst(SUBJECT, ""), TASK);
    String line = bar(finished + part(job)) + "  " + task + rate(job);
    if (terminal && !line.equals(shown)) {
      out.print(CLEAR_LINE + line);
      out.flush();
      shown = line;
    }
  }

  private void clear() {
    out.print(CLEAR_LINE);
    out.flush();
    shown = "";
  }

  private String bar(double done) {
    double part = Math.min(1, done / jobs);
    int full = (int) (part * BAR);
    return "[%s%s] %3d%%".formatted("#".repeat(full), ".".repeat(BAR - full), (int) (part * 100));
  }

  private static double part(Progress job) {
    return job.total() > 0 ? (double) job.done() / job.total() : 0;
  }

  private static String rate(Progress job) {
    return job.total() > 0 && job.done() > 0
        ? ", " + Text.size(ByteSize.bytes((long) job.rate())) + "/s"
        : "";
  }

  private static String task(Progress job) {
    return Text.withShortDigests(job.task());
  }
}
