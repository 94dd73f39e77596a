package io.kvmsdk.ovs.ovsdb;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A database's tables (RFC 7047, 3.2, {@code <database-schema>}).
 *
 * @param version three numbers with dots
 */
public record DatabaseSchema(String name, String version, Map<String, TableSchema> tables) {
  public DatabaseSchema {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  public Optional<TableSchema> table(String table) {
    return Optional.ofNullable(tables.get(table));
  }
}
