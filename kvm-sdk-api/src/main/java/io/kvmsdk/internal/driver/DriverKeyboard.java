package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Key;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keyboard of one domain of a {@link Driver}. */
record DriverKeyboard(Driver driver, DriverDomain domain) {
  /** {@code VIR_DOMAIN_SEND_KEY_MAX_KEYS}. */
  private static final int MOST_KEYS = 16;

  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

  /** Long enough for a guest that looks at its keyboard a hundred times a second. */
  private static final Duration TYPED_HOLD = Duration.ofMillis(20);

  void press(Duration hold, List<Key> chord) {
    if (chord.isEmpty() || chord.size() > MOST_KEYS) {
      throw InvalidSpecException.of(
          subject(), "a chord is 1 to " + MOST_KEYS + " keys, not " + chord.size());
    }
    if (hold.isNegative() || hold.compareTo(LONGEST_HOLD) > 0) {
      throw InvalidSpecException.of(subject(), "keys are held for 0 s to a minute, not " + hold);
    }
    driver.screens().sendKeys(domain.uuid(), hold, chord);
  }

  /**
   * Key by key, and not before the one before is released: what is sent faster, QEMU queues, and
   * drops without a word where that is too much.
   */
  void type(String text) {
    for (List<Key> chord : chords(text)) {
      press(TYPED_HOLD, chord);
      // QEMU holds, and pauses, for each key on its way down and up.
      Duration taken = TYPED_HOLD.multipliedBy(2L * chord.size());
      driver.pacer().pass(subject(), "typing", taken);
    }
  }

  /** All of the text is looked at before the first key is pressed. */
  private List<List<Key>> chords(String text) {
    List<List<Key>> chords = new ArrayList<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (int c : text.codePoints().toArray()) {
      UsLayout.chord(c > 0xFFFF ? 0 : (char) c)
          .ifPresentOrElse(chords::add, () -> unknown.add("U+%04X".formatted(c)));
    }
    if (!unknown.isEmpty()) {
      throw InvalidSpecException.of(subject(), "no key of a US keyboard gives " + unknown);
    }
    return chords;
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
