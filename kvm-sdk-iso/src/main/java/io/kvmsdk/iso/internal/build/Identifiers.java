package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.tree.Naming;
import java.util.Comparator;
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

  /**
   * A name as it is recorded, without a version.
   *
   * @param key its place in the order of ECMA-119 9.3, where spaces at the end make no difference
   */
  record Recorded(String text, NewNode node, IsoNames.Key key) implements Comparable<Recorded> {
    private static final Comparator<Recorded> ORDER =
        Comparator.comparing(Recorded::key).thenComparing(Recorded::text);

    @Override
    public int compareTo(Recorded other) {
      return ORDER.compare(this, other);
    }
  }

  /** The recorded name of {@code node}; numbered where it is taken. */
  Recorded next(NewNode node) {
    String wanted = naming.recorded(node.name(), node.folder());
    String recorded = encodable(wanted);
    while (!taken.add(recorded.toUpperCase(Locale.ROOT))) {
      int n = stems.merge(wanted, 1, Integer::sum);
      recorded = encodable(IsoNames.numbered(wanted, n, naming.limit()));
    }
    byte[] bytes = naming.encode(recorded, false);
    return new Recorded(recorded, node, IsoNames.Key.of(bytes, naming.twoBytes()));
  }

  /** Cutting may have left half a surrogate pair, which is recorded as another character. */
  private String encodable(String recorded) {
    return naming.decode(naming.encode(recorded, false));
  }

  /** The identifier, with the version that only the plain tree's files have. */
  byte[] encode(Recorded name) {
    return naming.encode(name.text, !name.node.folder() && !naming.twoBytes());
  }
}
