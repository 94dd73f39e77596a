package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final StringWriter screen = new StringWriter();

  @Test
  void onTerminal_drawsOneLineAndTakesItAway() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true, 1);

    bar.started(progress(0));
    bar.advanced(progress(512));
    bar.finished(progress(1024));

    assertThat(screen.toString().split("\r\033\\[K", -1))
        .containsExactly(
            "",
            "[........................]   0%  copying disk.img",
            "[############............]  50%  copying disk.img, 256 B/s",
            "");
  }

  @Test
  void onTerminal_drawsNothingAgainThatLooksTheSame() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true, 1);

    bar.started(progress(0));
    bar.advanced(progress(0));

    assertThat(screen.toString()).containsOnlyOnce("copying");
  }

  @Test
  void elsewhere_printsOneLineForEachJobThatIsDone() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen, true), false, 2);

    bar.started(progress(0));
    bar.advanced(progress(512));
    bar.finished(progress(1024));
    bar.started(progress(0));
    bar.finished(progress(1024));

    assertThat(screen.toString().lines())
        .containsExactly(
            "[############............]  50%   2.00 s  copying disk.img",
            "[########################] 100%   2.00 s  copying disk.img");
  }

  @Test
  void jobsOfUnknownLength_countWhenTheyAreDone() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true, 4);
    Progress install = new Progress("install", 0, Progress.UNKNOWN_TOTAL, Duration.ofSeconds(9));

    bar.started(install);
    bar.finished(install);
    bar.started(install);

    assertThat(screen.toString()).endsWith("[######..................]  25%  install");
  }

  @Test
  void longTasks_fitIntoALineOfEightyColumns() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true, 1);
    String task = "storage volume 'kvmsdk-" + "0".repeat(64) + ".iso': upload x.iso to default";

    bar.advanced(new Progress(task, 1 << 30, 1 << 30, Duration.ofSeconds(1)));

    assertThat(screen.toString()).hasSizeLessThan(84).contains("x.iso to default");
  }

  private static Progress progress(long done) {
    return new Progress("copying disk.img", done, 1024, Duration.ofSeconds(2));
  }
}
