package io.kvmsdk.ovs.ovsdb;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what somebody meant who made a slip of the pen. */
final class NearestName {
  private NearestName() {}

  /** A clause to end a sentence with; empty where no name is near. */
  static String hint(String wrong, Collection<String> names) {
    int most = Math.min(Math.max(2, wrong.length() / 3), wrong.length() - 1);
    return names.stream()
        .filter(name -> distance(wrong, name) <= most)
        .min(Comparator.comparingInt(name -> distance(wrong, name)))
        .map(name -> "; is it " + name + "?")
        .orElse("");
  }

  /**
   * How many characters must be put in, left out or changed (Levenshtein); case counts for none.
   */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
