package io.kvmsdk.testkit.ovsdb;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * RFC 7047, 3.2, {@code <database-schema>}.
 *
 * @param json as it was given, and is given to clients
 */
record Schema(String name, Map<String, Table> tables, Map<?, ?> json) {
  static Schema read(String text) {
    Map<?, ?> json = (Map<?, ?>) JsonReader.read(text);
    Map<?, ?> described = (Map<?, ?>) json.get("tables");
    boolean allRoots =
        described.values().stream().noneMatch(t -> ((Map<?, ?>) t).containsKey("isRoot"));
    Map<String, Table> tables = new LinkedHashMap<>();
    described.forEach((n, t) -> tables.put((String) n, Table.read((String) n, t, allRoots)));
    return new Schema((String) json.get("name"), tables, json);
  }
}
