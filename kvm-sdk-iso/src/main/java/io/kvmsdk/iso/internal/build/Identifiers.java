package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives out the recorded names of one directory, each once. Case makes no difference, as it makes
 * none to those who read Joliet: Windows, and Linux too.
 */
final class Identifiers {
  private final Naming naming;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> stems = new HashMap<>();

  Identifiers(Naming naming) {
    this.naming = naming;
  }

  /** The recorded name for {@code name}, without a version; numbered where it is taken. */
  String next(String name, boolean directory) {
    String wanted = naming.recorded(name, directory);
    String recorded = encodable(wanted);
    while (!taken.add(recorded.toUpperCase(Locale.ROOT))) {
      int n = stems.merge(wanted, 1, Integer::sum);
      recorded = encodable(IsoNames.numbered(wanted, n, naming.limit()));
    }
    return recorded;
  }

  /** Cutting may have left half a surrogate pair, which is recorded as another character. */
  private String encodable(String recorded) {
    return naming.decode(naming.encode(recorded, false));
  }

  /** As {@link #next} gave it, with the version that only the plain tree's files have. */
  byte[] encode(String recorded, boolean directory) {
    return naming.encode(recorded, !directory && !naming.twoBytes());
  }
}
