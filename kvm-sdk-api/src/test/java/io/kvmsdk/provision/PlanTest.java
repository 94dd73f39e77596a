package io.kvmsdk.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Pacer;
import io.kvmsdk.change.Effect;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Subject THING = Subject.of("thing", "x");

  private final ScriptedPacer pacer = new ScriptedPacer();
  private final List<String> done = new ArrayList<>();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void apply_makesEveryChangeInOrder_andGivesTheResult() {
    Plan<String> plan = plan(making("a"), making("b"));

    assertThat(plan.apply()).isEqualTo("result");
    assertThat(done).containsExactly("make a", "make b");
  }

  @Test
  void apply_undoesLastFirst_whenAChangeFails() {
    Plan<String> plan = plan(making("a"), making("b"), failing());

    assertThatThrownBy(plan::apply).isInstanceOf(ConflictException.class);
    assertThat(done).containsExactly("make a", "make b", "undo b", "undo a");
  }

  @Test
  void apply_tellsWhatRemains_whenItCannotBeUndone() {
    Plan<String> plan =
        plan(
            making("a"),
            step(
                Effect.CREATE,
                run ->
                    run.onFailure(
                        "the stubborn one",
                        () -> {
                          throw new ConflictException(THING, "is in use", "");
                        })),
            failing());

    assertThatThrownBy(plan::apply)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1))
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("the stubborn one"));
    assertThat(done).endsWith("undo a");
  }

  @Test
  void apply_skipsWhatIsAsWanted() {
    Plan<String> plan = plan(step(Effect.NOTHING, run -> done.add("touched")));

    plan.apply();

    assertThat(plan.empty()).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void apply_undoes_whenTheDeadlinePassesBetweenChanges() {
    Plan<String> plan =
        plan(
            making("a"),
            step(Effect.LIVE, run -> pacer.now = pacer.now.plusSeconds(10)),
            making("b"));

    assertThatThrownBy(() -> plan.apply(ProgressListener.NONE, Duration.ofSeconds(5)))
        .isInstanceOf(TimedOutException.class);
    assertThat(done).containsExactly("make a", "undo a");
  }

  @Test
  void apply_undoesAndKeepsTheInterrupt_whenInterrupted() {
    Plan<String> plan =
        plan(
            making("a"), step(Effect.LIVE, run -> Thread.currentThread().interrupt()), making("b"));

    assertThatThrownBy(plan::apply).isInstanceOf(CancelledException.class);
    assertThat(done).containsExactly("make a", "undo a");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void apply_tellsTheListenerOneStartAndOneEndForEachChange() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void started(Progress progress) {
            heard.add("started " + progress.task());
          }

          @Override
          public void finished(Progress progress) {
            heard.add("finished");
          }

          @Override
          public void failed(Progress progress, Throwable cause) {
            heard.add("failed");
            throw new IllegalStateException("a listener that breaks changes nothing");
          }
        };

    assertThatThrownBy(() -> plan(making("a"), failing()).apply(listener))
        .isInstanceOf(ConflictException.class);
    assertThat(heard)
        .containsExactly(
            "started thing 'x': step", "finished", "started thing 'x': step", "failed");
  }

  @Test
  void apply_isRefused_whenAppliedBefore() {
    Plan<String> plan = plan(making("a"));
    plan.apply();

    assertThatThrownBy(plan::apply).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void toString_isTheDryRun() {
    assertThat(plan(making("a"), step(Effect.NOTHING, run -> {})))
        .hasToString("CREATE    thing 'x': step\nNOTHING   thing 'x': step");
  }

  private Plan<String> plan(Plan.Step... steps) {
    return new Plan<>(pacer, List.of(steps), () -> "result");
  }

  private Plan.Step making(String name) {
    return step(
        Effect.CREATE,
        run -> {
          done.add("make " + name);
          run.onFailure(name, () -> done.add("undo " + name));
        });
  }

  private static Plan.Step failing() {
    return step(
        Effect.CREATE,
        run -> {
          throw new ConflictException(THING, "is in the way", "");
        });
  }

  private static Plan.Step step(Effect effect, Groundwork.Action action) {
    return Groundwork.step(effect, THING, "step", action);
  }

  private static final class ScriptedPacer implements Pacer {
    private Duration now = Duration.ZERO;

    @Override
    public Duration elapsed() {
      return now;
    }

    @Override
    public void pause(Duration atMost) {
      now = now.plus(atMost);
    }
  }
}
