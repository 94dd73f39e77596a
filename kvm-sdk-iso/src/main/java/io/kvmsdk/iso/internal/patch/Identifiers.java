package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The names that the records of one folder have, none twice. */
final class Identifiers {
  private final Naming naming;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  Identifiers(Naming naming) {
    this.naming = naming;
  }

  void take(byte[] identifier) {
    taken.add(naming.decode(identifier));
  }

  void free(byte[] identifier) {
    taken.remove(naming.decode(identifier));
  }

  /**
   * An identifier for {@code name}, numbered if another has it. The search for a number goes on
   * where the last one ended, so that thousands of like names take no longer than others.
   */
  byte[] next(String name, boolean directory, boolean version) {
    String wanted = naming.recorded(name, directory);
    String recorded = wanted;
    if (isTaken(recorded)) {
      int n = numbers.getOrDefault(wanted, 0);
      do {
        recorded = IsoNames.numbered(wanted, ++n, naming.limit());
      } while (isTaken(recorded));
      numbers.put(wanted, n);
    }
    return naming.encode(recorded, version);
  }

  private boolean isTaken(String recorded) {
    return taken.contains(naming.decode(naming.encode(recorded, false)));
  }

  /** Whether an identifier ends with a version number of one digit. */
  static boolean versioned(byte[] identifier, Naming naming) {
    int width = naming.twoBytes() ? 2 : 1;
    return identifier.length > 2 * width && identifier[identifier.length - width - 1] == ';';
  }
}
