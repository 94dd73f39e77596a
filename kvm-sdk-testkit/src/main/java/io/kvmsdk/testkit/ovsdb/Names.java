package io.kvmsdk.testkit.ovsdb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a transaction's named-uuids mean; a name may be used before its row is inserted. */
final class Names {
  private final Map<String, UUID> ids = new HashMap<>();
  private final Set<String> created = new HashSet<>();

  UUID id(String name) {
    return ids.computeIfAbsent(name, n -> UUID.randomUUID());
  }

  /**
   * Gives the name to a new row.
   *
   * @param wanted the row's, where the client chose it; what named it before now points nowhere
   * @return false if another row has the name
   */
  boolean create(String name, UUID wanted) {
    if (!created.add(name)) {
      return false;
    }
    if (wanted != null) {
      ids.put(name, wanted);
    }
    return true;
  }
}
