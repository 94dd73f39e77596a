package io.kvmsdk.internal.driver;

import io.kvmsdk.change.Effect;
import java.util.Optional;

/**
 * One part of an update.
 *
 * @param step what makes it at once; empty where the definition alone is changed
 */
record Part(Effect effect, String summary, Optional<Step> step) {
  static Part live(String summary, Step step) {
    return new Part(Effect.LIVE, summary, Optional.of(step));
  }

  static Part of(Effect effect, String summary) {
    return new Part(effect, summary, Optional.empty());
  }
}
