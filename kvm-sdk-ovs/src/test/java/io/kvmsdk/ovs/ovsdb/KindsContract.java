package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What holds on any server with a database of the schema {@link Kinds}. */
public abstract class KindsContract {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  OvsdbDatabase db;

  OvsdbClient client;

  /** Of a server that has the database. */
  protected abstract OvsdbEndpoint endpoint();

  @BeforeEach
  void connect() {
    client = OvsdbClient.connect(endpoint(), TIMEOUT);
    db = client.database("Kinds");
  }

  @AfterEach
  void clean() {
    db.transact(Operation.delete("Thing"), Operation.delete("Part"), Operation.delete("Single"));
    client.close();
  }

  static Map<String, Value> thing(String name, Object... columns) {
    Map<String, Value> row = new LinkedHashMap<>();
    row.put("name", Value.of(name));
    row.put("color", Value.of("red"));
    for (int i = 0; i < columns.length; i += 2) {
      Object value = columns[i + 1];
      row.put((String) columns[i], value instanceof Value v ? v : Value.of(value));
    }
    return row;
  }

  UUID insert(Map<String, Value> thing) {
    return db.transact(Operation.insert("Thing", thing)).get(0).uuid().orElseThrow();
  }

  Row read(UUID uuid) {
    return db.read("Thing").find("Thing", uuid).orElseThrow();
  }

  TransactionException refused(Operation... operations) {
    return catchThrowableOfType(TransactionException.class, () -> db.send(List.of(operations)));
  }

  static Operation part(String uuidName) {
    return Operation.insert("Part", Map.of("name", Value.of(uuidName))).named(uuidName);
  }
}
