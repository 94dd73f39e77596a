package io.kvmsdk.ovs.ovsdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Transactions on {@link MonitorContract#SCHEMA} that all succeed. */
final class RandomThings {
  private final Random random;
  private final List<UUID> alive = new ArrayList<>();

  RandomThings(long seed) {
    random = new Random(seed);
  }

  /** One to four operations. */
  List<Operation> next() {
    List<Operation> operations = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      operations.add(operation());
    }
    return operations;
  }

  private Operation operation() {
    int kind = random.nextInt(10);
    if (alive.isEmpty() || kind < 3) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      alive.add(uuid);
      return Operation.insert("Thing", row()).withUuid(uuid);
    }
    int which = random.nextInt(alive.size());
    Condition where = Condition.uuid(alive.get(which));
    if (kind == 3) {
      alive.remove(which);
      return Operation.delete("Thing", where);
    }
    return kind < 7
        ? Operation.update("Thing", row(), where)
        : Operation.insert("Other", Map.of("name", text()));
  }

  private Map<String, Value> row() {
    Map<String, Value> row = new LinkedHashMap<>();
    row.put("name", text());
    row.put("count", Value.of(random.nextInt(3)));
    row.put("ratio", Value.of(random.nextInt(4) / 2.0));
    row.put("on", Value.of(random.nextBoolean()));
    row.put("tag", random.nextBoolean() ? Value.set() : Value.of(random.nextInt(3)));
    row.put("trunks", Value.set(numbers(5)));
    row.put("pair", random.nextBoolean() ? Value.of("x") : Value.set("x", "y" + random.nextInt(2)));
    row.put("options", Value.map(map(4)));
    row.put("weights", Value.map(weights()));
    row.put("friends", friends());
    row.keySet().removeIf(column -> random.nextInt(3) == 0);
    return row;
  }

  private Value text() {
    return Value.of(
        List.of("", "a", "ü\"\\\n", "name " + random.nextInt(5)).get(random.nextInt(4)));
  }

  private Set<Integer> numbers(int most) {
    Set<Integer> numbers = new LinkedHashSet<>();
    for (int i = random.nextInt(most); i > 0; i--) {
      numbers.add(random.nextInt(6));
    }
    return numbers;
  }

  private Map<String, String> map(int most) {
    Map<String, String> map = new LinkedHashMap<>();
    numbers(most).forEach(i -> map.put("k" + i, "v" + random.nextInt(2)));
    return map;
  }

  private Map<Integer, Double> weights() {
    Map<Integer, Double> map = new LinkedHashMap<>();
    numbers(3).forEach(i -> map.put(i, random.nextInt(3) * 0.5));
    return map;
  }

  private Value friends() {
    Set<UUID> friends = new LinkedHashSet<>();
    for (int i = random.nextInt(3); i > 0 && !alive.isEmpty(); i--) {
      friends.add(alive.get(random.nextInt(alive.size())));
    }
    return Value.set(friends);
  }
}
