package io.kvmsdk.change;

import io.kvmsdk.error.Subject;
import java.util.Objects;

/**
 * One line of a plan.
 *
 * @param summary what is done to the subject, as "define, with 2 vCPUs and 2GiB"
 */
public record Change(Effect effect, Subject subject, String summary) {
  public Change {
    Objects.requireNonNull(effect);
    Objects.requireNonNull(subject);
    Objects.requireNonNull(summary);
  }

  @Override
  public String toString() {
    return "%-9s %s: %s".formatted(effect, subject, summary);
  }
}
