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
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true);

    bar.started(progress(0));
    bar.advanced(progress(512));
    bar.finished(progress(1024));

    assertThat(screen.toString().split("\r\033\\[K", -1))
        .containsExactly(
            "",
            "[........................]   0%  copying disk.img, 0 B/s",
            "[############............]  50%  copying disk.img, 256 B/s",
            "");
  }

  @Test
  void onTerminal_drawsNothingAgainThatLooksTheSame() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true);

    bar.started(progress(0));
    bar.advanced(progress(0));

    assertThat(screen.toString()).containsOnlyOnce("copying");
  }

  @Test
  void elsewhere_printsOneLineForWhatIsDone() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen, true), false);

    bar.started(progress(0));
    bar.advanced(progress(512));
    bar.finished(progress(1024));

    assertThat(screen.toString()).isEqualTo("   2.00 s  copying disk.img\n");
  }

  @Test
  void longTasks_fitIntoALineOfEightyColumns() {
    ProgressBar bar = new ProgressBar(new PrintWriter(screen), true);
    String task = "storage volume 'kvmsdk-" + "0".repeat(64) + ".iso': upload x.iso to default";

    bar.started(new Progress(task, 0, 1 << 30, Duration.ZERO));

    assertThat(screen.toString()).hasSizeLessThan(84).contains("x.iso to default");
  }

  private static Progress progress(long done) {
    return new Progress("copying disk.img", done, 1024, Duration.ofSeconds(2));
  }
}
