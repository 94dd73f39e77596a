package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which keys give a character, on a keyboard for the United States. */
final class UsLayout {
  private static final Map<Character, List<Key>> CHORDS = chords();

  private UsLayout() {}

  static Optional<List<Key>> chord(char character) {
    return Optional.ofNullable(CHORDS.get(character));
  }

  private static Map<Character, List<Key>> chords() {
    Map<Character, List<Key>> chords = new HashMap<>();
    for (char c = 'a'; c <= 'z'; c++) {
      char upper = (char) (c - 'a' + 'A');
      both(chords, c, upper, Key.valueOf(String.valueOf(upper)));
    }
    for (int i = 0; i < 10; i++) {
      both(chords, (char) ('0' + i), ")!@#$%^&*(".charAt(i), Key.valueOf("DIGIT_" + i));
    }
    both(chords, '-', '_', Key.MINUS);
    both(chords, '=', '+', Key.EQUAL);
    both(chords, '[', '{', Key.LEFT_BRACE);
    both(chords, ']', '}', Key.RIGHT_BRACE);
    both(chords, ';', ':', Key.SEMICOLON);
    both(chords, '\'', '"', Key.APOSTROPHE);
    both(chords, '`', '~', Key.GRAVE);
    both(chords, '\\', '|', Key.BACKSLASH);
    both(chords, ',', '<', Key.COMMA);
    both(chords, '.', '>', Key.DOT);
    both(chords, '/', '?', Key.SLASH);
    chords.put(' ', List.of(Key.SPACE));
    chords.put('\t', List.of(Key.TAB));
    chords.put('\n', List.of(Key.ENTER));
    return Map.copyOf(chords);
  }

  private static void both(Map<Character, List<Key>> chords, char plain, char shifted, Key key) {
    chords.put(plain, List.of(key));
    chords.put(shifted, List.of(Key.LEFT_SHIFT, key));
  }
}
