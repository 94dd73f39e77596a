package io.kvmsdk.testkit.ovsdb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A database with a column of every kind, and random transactions in it. */
final class Zoo {
  static final String NAME = "Zoo";

  /** How the UUIDs begin that transactions give to rows. */
  static final String OWN_IDS = "11111111-2222-4333-8444-55555555";

  static final String SCHEMA =
      """
      {"name": "Zoo", "version": "1.0.0", "tables": {
        "Animal": {"isRoot": true, "maxRows": 6, "indexes": [["name"], ["legs", "kind"]], "columns": {
          "name": {"type": "string"},
          "legs": {"type": {"key": {"type": "integer", "minInteger": 0, "maxInteger": 10}, "min": 0}},
          "weight": {"type": {"key": {"type": "real", "minReal": -2.5}}},
          "kind": {"type": {"key": {"type": "string", "enum": ["set", ["cat", "a dog"]]}, "min": 0}},
          "marks": {"type": {"key": "integer", "min": 0, "max": 3}},
          "factors": {"type": {"key": "real", "min": 0, "max": 3}},
          "notes": {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}},
          "counts": {"type": {"key": "string", "value": "integer", "min": 0, "max": 2}},
          "code": {"type": {"key": {"type": "string", "minLength": 2, "maxLength": 3}, "min": 0}},
          "born": {"type": "integer", "mutable": false},
          "tame": {"type": "boolean"},
          "cages": {"type": {"key": {"type": "uuid", "refTable": "Cage"}, "min": 0, "max": "unlimited"}},
          "byName": {"type": {"key": "string", "value": {"type": "uuid", "refTable": "Cage"}, "min": 0, "max": "unlimited"}},
          "seen": {"type": {"key": {"type": "uuid", "refTable": "Cage", "refType": "weak"}, "min": 0, "max": "unlimited"}},
          "friend": {"type": {"key": {"type": "uuid", "refTable": "Animal", "refType": "weak"}, "min": 0}}}},
        "Cage": {"columns": {
          "size": {"type": "integer"},
          "inner": {"type": {"key": {"type": "uuid", "refTable": "Cage"}, "min": 0, "max": 2}}}}}}
      """;

  /** Requests to monitor, before anything happens. */
  static final List<String> MONITORS =
      List.of(
          """
          ["monitor", "Zoo", "plain", {"Animal": {"columns": ["name", "marks", "notes", "kind"]}, "Cage": {}}]""",
          """
          ["monitor_cond", "Zoo", ["cond"], {"Animal": [{"columns": ["name", "legs", "marks", "notes",
            "counts", "tame"], "where": [["legs", "<", 5], ["name", "==", "ant"]]}]}]""",
          """
          ["monitor_cond_since", "Zoo", 3, {"Animal": {}, "Cage": {"columns": ["size"],
            "where": [true]}}, "00000000-0000-0000-0000-000000000000"]""",
          """
          ["monitor_cond", "Zoo", null, {"Animal": {"columns": ["name"], "where": [false]},
            "Cage": {"columns": ["size"], "select": {"delete": false, "initial": false}}}]""");

  /** Requests with a fault each. */
  static final List<String> WRONG =
      List.of(
          "[\"no_such_method\"]",
          "[\"get_schema\"]",
          "[\"get_schema\", 5]",
          "[\"get_schema\", \"None\"]",
          "[\"transact\"]",
          "[\"transact\", \"None\"]",
          "[\"transact\", \"Zoo\"]",
          "[\"transact\", \"Zoo\", 5]",
          "[\"transact\", \"Zoo\", {}]",
          "[\"transact\", \"Zoo\", {\"op\": \"zzz\"}, {\"op\": \"abort\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"abort\"}, {\"op\": \"abort\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"commit\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"comment\", \"comment\": 5}]",
          "[\"transact\", \"Zoo\", {\"op\": \"assert\", \"lock\": \"none\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"assert\", \"lock\": \"two words\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"None\", \"where\": []}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"Cage\", \"where\": {}}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"Cage\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"Cage\", \"where\": [], \"x\": 1}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"Cage\", \"where\": [], \"columns\": [1]}]",
          "[\"transact\", \"Zoo\", {\"op\": \"select\", \"table\": \"Cage\", \"where\": [], \"columns\": [\"zz\"]}]",
          "[\"transact\", \"Zoo\", {\"op\": \"insert\", \"table\": \"Cage\", \"row\": {}, \"uuid\": \"x\"}]",
          "[\"transact\", \"Zoo\", {\"op\": \"wait\", \"table\": \"Cage\", \"where\": [], \"until\": \"==\","
              + " \"rows\": [], \"timeout\": -1}]",
          "[\"transact\", \"Zoo\", {\"op\": \"wait\", \"table\": \"Cage\", \"where\": [], \"until\": \"<\","
              + " \"rows\": [], \"timeout\": 0}]",
          "[\"transact\", \"_Server\", {\"op\": \"delete\", \"table\": \"Database\", \"where\": []}]",
          "[\"set_db_change_aware\"]",
          "[\"set_db_change_aware\", 1]",
          "[\"lock\"]",
          "[\"lock\", \"two words\"]",
          "[\"unlock\", \"none\"]",
          "[\"lock\", \"own\"]",
          "[\"lock\", \"own\"]",
          "[\"steal\", \"own\"]",
          "[\"unlock\", \"own\"]",
          "[\"monitor\", \"None\", \"m\", {}]",
          "[\"monitor\", \"Zoo\", \"m\", []]",
          "[\"monitor\", \"Zoo\", \"m\", {\"None\": {}}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": 5}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": [5]}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": {\"where\": []}}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": {\"select\": {\"foo\": true}}}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": {\"columns\": [\"zz\"]}}]",
          "[\"monitor\", \"Zoo\", \"m\", {\"Cage\": {\"columns\": [\"size\", \"size\"]}}]",
          "[\"monitor_cond\", \"Zoo\", \"m\", {\"Cage\": {\"where\": 5}}]",
          "[\"monitor_cond\", \"Zoo\", \"m\", {\"Cage\": {\"where\": [[\"q\", \"==\", 1]]}}]",
          "[\"monitor_cond_since\", \"Zoo\", \"m\", {}, \"zz\"]",
          "[\"monitor_cond_since\", \"Zoo\", \"m\", {}]",
          "[\"monitor\", \"Zoo\", \"good\", {\"Cage\": {}}]",
          "[\"monitor\", \"Zoo\", \"good\", {\"Cage\": {}}]",
          "[\"monitor_cond_change\", \"good\"]",
          "[\"monitor_cond_change\", \"none\", \"x\", {}]",
          "[\"monitor_cancel\"]",
          "[\"monitor_cancel\", 5]",
          "[\"monitor_cancel\", \"good\"]",
          "[\"echo\", 1.0, 1e2, 1.5, 1e-7, 123456789012345678901234567890, -0, \"\\u00fc\\n\\u0001/\", 1e300]");

  /** Reals that come to nought from above and from below. */
  static final List<String> ZEROES =
      List.of(
          """
          ["transact", "Zoo",
            {"op": "insert", "table": "Animal", "row": {"name": "nought", "weight": -1.25, "factors": ["set", [2.5, -1.25]]}},
            {"op": "mutate", "table": "Animal", "where": [], "mutations": [["factors", "*=", 0]]}]""",
          """
          ["transact", "Zoo",
            {"op": "insert", "table": "Animal", "row": {"name": "nought", "weight": -1.25, "factors": -1.25}},
            {"op": "mutate", "table": "Animal", "where": [], "mutations": [["factors", "*=", 0], ["weight", "*=", 0]]},
            {"op": "select", "table": "Animal", "where": [["weight", "<", 0]]},
            {"op": "select", "table": "Animal", "where": [["factors", "==", 0]], "columns": ["name", "weight", "factors"]},
            {"op": "mutate", "table": "Animal", "where": [], "mutations": [["factors", "insert", 0]]},
            {"op": "select", "table": "Animal", "where": [], "columns": ["factors"]},
            {"op": "abort"}]""");

  private static final List<String> ANIMAL =
      List.of(
          "name",
          "legs",
          "weight",
          "kind",
          "marks",
          "factors",
          "notes",
          "counts",
          "code",
          "born",
          "tame",
          "cages",
          "byName",
          "seen",
          "friend",
          "_uuid",
          "_version",
          "none");

  private final Random random;

  Zoo(Random random) {
    this.random = random;
  }

  /** The parameters of a {@code transact}. */
  Object[] transaction() {
    List<Object> params = new ArrayList<>(List.of(NAME));
    for (int n = random.nextInt(4); n >= 0; n--) {
      params.add(operation());
    }
    if (random.nextInt(8) == 0) {
      params.add(Map.of("op", "abort"));
    }
    return params.toArray();
  }

  /** The parameters of a {@code monitor_cond_change}, for one of {@link #MONITORS}. */
  Object[] otherConditions() {
    boolean cage = random.nextBoolean();
    Object id = cage ? (Object) 3L : List.of("cond");
    List<Object> where = IntStream.range(0, random.nextInt(4)).mapToObj(i -> clause(cage)).toList();
    return new Object[] {id, id, Map.of(cage ? "Cage" : "Animal", List.of(Map.of("where", where)))};
  }

  private Map<String, Object> operation() {
    boolean cage = random.nextInt(3) == 0;
    Map<String, Object> op = new LinkedHashMap<>();
    String kind =
        pick(
            "insert", "insert", "insert", "update", "mutate", "mutate", "mutate", "delete",
            "select", "wait");
    op.put("op", kind);
    op.put("table", cage ? "Cage" : "Animal");
    switch (kind) {
      case "insert" -> {
        op.put("row", row(cage));
        op.put("uuid", id());
        if (random.nextInt(3) == 0) {
          op.remove("uuid");
          op.put("uuid-name", pick("a", "b"));
        }
      }
      case "update" -> op.put("row", row(cage));
      case "mutate" ->
          op.put(
              "mutations",
              IntStream.rangeClosed(0, random.nextInt(2)).mapToObj(i -> mutation(cage)).toList());
      case "wait" -> {
        op.put("columns", List.of(cage ? "size" : pick("name", "legs", "notes")));
        op.put("until", pick("==", "!="));
        op.put(
            "rows",
            IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> Map.of(cage ? "size" : "name", cage ? number() : pick("ant", "bee")))
                .toList());
        op.put("timeout", 0L);
      }
      default -> {}
    }
    if (kind.equals("mutate")) {
      // One row: of several that cannot be mutated, a hash table decides which is complained about.
      Object one = List.of("_uuid", "==", List.of("uuid", id()));
      op.put("where", random.nextBoolean() ? List.of(one) : List.of(one, clause(cage)));
    } else if (!kind.equals("insert")) {
      op.put("where", random.nextInt(4) == 0 ? List.of() : List.of(clause(cage)));
    }
    return op;
  }

  /** One column alone may be wrong: of two, a hash table decides which is complained about. */
  private Map<String, Object> row(boolean cage) {
    Map<String, Object> row = new LinkedHashMap<>();
    String column = column(cage);
    if (!cage) {
      row.put("name", pick("ant", "bee", "cow", "äöü\uD83D\uDC1C", "fly"));
      row.put("legs", (long) random.nextInt(8));
    }
    row.put(column, value(column));
    return row;
  }

  private Object mutation(boolean cage) {
    String column = column(cage);
    String mutator =
        pick("+=", "-=", "*=", "/=", "%=", "insert", "delete", "insert", "delete", "^");
    return List.of(column, mutator, value(column));
  }

  private Object clause(boolean cage) {
    if (random.nextInt(10) == 0) {
      return random.nextBoolean();
    }
    String column = column(cage);
    return List.of(
        column,
        pick("==", "!=", "<", "<=", ">", ">=", "includes", "excludes", "==", "~"),
        value(column));
  }

  private String column(boolean cage) {
    return cage
        ? pick("size", "inner", "size", "inner", "none")
        : ANIMAL.get(random.nextInt(ANIMAL.size()));
  }

  private Object value(String column) {
    return switch (column) {
      case "name" -> pick("ant", "bee", "cow", "dog", "");
      case "kind" -> oneOf(() -> pick("cat", "a dog", "bird"), 1);
      case "code" -> oneOf(() -> pick("ab", "abc", "a", "abcd"), 1);
      case "legs", "size", "born" -> oneOf(this::number, 1);
      case "marks" -> oneOf(this::number, 4);
      case "weight" -> oneOf(this::real, 1);
      case "factors" -> oneOf(this::real, 4);
      case "notes" -> map(() -> pick("a", "b", "c d", "1"));
      case "counts" -> map(this::number);
      case "tame" -> oneOf(random::nextBoolean, 1);
      case "byName" -> map(this::reference);
      default -> oneOf(this::reference, 2);
    };
  }

  /** One, a set of up to {@code most}, or something of another type. */
  private Object oneOf(Supplier<Object> atom, int most) {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return pick("wrong", 5L, 2.5, true, List.of("set", 5L), List.of(), Map.of());
    }
    if (kind < 6) {
      return atom.get();
    }
    int size = random.nextInt(most + 1);
    return List.of("set", IntStream.range(0, size).mapToObj(i -> atom.get()).toList());
  }

  private Object map(Supplier<Object> value) {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return pick("wrong", List.of("set", List.of("k")), List.of("map", List.of(List.of("k"))));
    }
    if (kind == 1) {
      return pick("k", "l");
    }
    return List.of(
        "map",
        IntStream.range(0, random.nextInt(3))
            .mapToObj(i -> List.of(pick("k", "l", "m"), value.get()))
            .toList());
  }

  private Object number() {
    return random.nextInt(30) == 0
        ? pick(Long.MAX_VALUE, -1L, 11L)
        : (Object) (long) random.nextInt(8);
  }

  private Object real() {
    return pick(0L, 1L, 2.5, -1.25, 1e300, 0.1, 3e-7);
  }

  private Object reference() {
    return random.nextInt(3) == 0 ? List.of("named-uuid", pick("a", "b")) : List.of("uuid", id());
  }

  private String id() {
    return OWN_IDS + String.format("%04x", random.nextInt(12));
  }

  @SafeVarargs
  private <T> T pick(T... all) {
    return all[random.nextInt(all.length)];
  }
}
