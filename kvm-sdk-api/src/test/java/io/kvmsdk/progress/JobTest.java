package io.kvmsdk.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTest {
  private final List<String> heard = new ArrayList<>();

  private final ProgressListener listener =
      new ProgressListener() {
        @Override
        public void started(Progress p) {
          heard.add("started " + p.done() + "/" + p.total());
        }

        @Override
        public void advanced(Progress p) {
          heard.add("advanced " + p.done() + "/" + p.total());
        }

        @Override
        public void finished(Progress p) {
          heard.add("finished " + p.done() + "/" + p.total());
        }

        @Override
        public void failed(Progress p, Throwable cause) {
          heard.add("failed " + p.done() + "/" + p.total() + " " + cause.getMessage());
        }
      };

  @Test
  void run_whenTheBodySucceeds_tellsOneStartAndOneEnd() {
    String result =
        Job.run(
            listener,
            "copying",
            10,
            job -> {
              job.advance(4);
              job.advance(6);
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(heard)
        .containsExactly("started 0/10", "advanced 4/10", "advanced 10/10", "finished 10/10");
  }

  @Test
  void run_whenTheBodyFails_tellsItAndThrowsTheSame() {
    RuntimeException failure = new IllegalStateException("boom");
    assertThatThrownBy(
            () ->
                Job.run(
                    listener,
                    "copying",
                    10,
                    job -> {
                      job.advance(1);
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(heard).containsExactly("started 0/10", "advanced 1/10", "failed 1/10 boom");
  }

  @Test
  void run_whenTheListenerThrows_goesOnAllTheSame() {
    ProgressListener broken =
        new ProgressListener() {
          @Override
          public void advanced(Progress p) {
            throw new IllegalStateException("a listener that throws, on purpose");
          }
        };
    int result =
        Job.run(
            broken,
            "copying",
            Progress.UNKNOWN_TOTAL,
            job -> {
              job.advance(1);
              return 42;
            });
    assertThat(result).isEqualTo(42);
  }

  @Test
  void progress_knowsItsRateAndWhetherTheEndIsKnown() {
    Progress half = new Progress("copying", 50, 100, Duration.ofSeconds(2));
    assertThat(half.rate()).isEqualTo(25);
    assertThat(half.knownTotal()).hasValue(100);
    Progress open = new Progress("copying", 0, Progress.UNKNOWN_TOTAL, Duration.ZERO);
    assertThat(open.rate()).isZero();
    assertThat(open.knownTotal()).isEmpty();
  }
}
