package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.TableSchema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Finds rows by what ovs-vsctl(8) takes for a RECORD: UUIDs, names, and names of who refers to
 * them.
 */
final class Records {
  /** Rows of {@code table} whose {@code name} is the record, or what their column refers to. */
  private record ByName(String table, String name, Optional<String> refersBy) {
    static ByName own(String table, String name) {
      return new ByName(table, name, Optional.empty());
    }

    static ByName of(String table, String name, String column) {
      return new ByName(table, name, Optional.of(column));
    }
  }

  private static final String SAMPLES = "Flow_Sample_Collector_Set";

  private static final Map<String, List<ByName>> NAMES =
      Map.ofEntries(
          Map.entry(
              "Bridge", List.of(ByName.own("Bridge", "name"), ByName.of(SAMPLES, "id", "bridge"))),
          Map.entry("Controller", List.of(ByName.of("Bridge", "name", "controller"))),
          Map.entry("Interface", List.of(ByName.own("Interface", "name"))),
          Map.entry("Mirror", List.of(ByName.own("Mirror", "name"))),
          Map.entry("Manager", List.of(ByName.own("Manager", "target"))),
          Map.entry("NetFlow", List.of(ByName.of("Bridge", "name", "netflow"))),
          Map.entry("Port", List.of(ByName.own("Port", "name"))),
          Map.entry("QoS", List.of(ByName.of("Port", "name", "qos"))),
          Map.entry("sFlow", List.of(ByName.of("Bridge", "name", "sflow"))),
          Map.entry("Flow_Table", List.of(ByName.own("Flow_Table", "name"))),
          Map.entry(
              "IPFIX",
              List.of(ByName.of("Bridge", "name", "ipfix"), ByName.of(SAMPLES, "id", "ipfix"))),
          Map.entry("AutoAttach", List.of(ByName.of("Bridge", "name", "auto_attach"))),
          Map.entry(SAMPLES, List.of(ByName.own(SAMPLES, "id"))));

  private static final Pattern PART_OF_UUID = Pattern.compile("[0-9a-fA-F]{4}[0-9a-fA-F-]{0,31}");

  private final Model model;

  Records(Model model) {
    this.model = model;
  }

  /** Columns by which records of a table are named, by their tables. */
  static Map<String, Set<String>> columns(String table) {
    Map<String, Set<String>> columns = new LinkedHashMap<>();
    for (ByName by : NAMES.getOrDefault(table, List.of())) {
      Set<String> its = columns.computeIfAbsent(by.table(), t -> new LinkedHashSet<>());
      its.add(by.name());
      by.refersBy().ifPresent(its::add);
    }
    return columns;
  }

  ModelRow get(TableSchema table, String record) {
    return find(table, record)
        .orElseThrow(() -> Refusal.missing("no row \"" + record + "\" in table " + table.name()));
  }

  Optional<ModelRow> find(TableSchema table, String record) {
    return byUuid(table, record)
        .or(() -> only(table, record))
        .or(() -> byName(table, record))
        .or(() -> byPartOfUuid(table, record));
  }

  private Optional<ModelRow> byUuid(TableSchema table, String record) {
    return DataReader.UUID_TEXT.matcher(record).matches()
        ? model.find(table.name(), new Atom.Id(UUID.fromString(record)))
        : Optional.empty();
  }

  private Optional<ModelRow> only(TableSchema table, String record) {
    return record.equals(".") && model.rows(table.name()).size() == 1
        ? model.rows(table.name()).stream().findFirst()
        : Optional.empty();
  }

  private Optional<ModelRow> byName(TableSchema table, String record) {
    return NAMES.getOrDefault(table.name(), List.of()).stream()
        .flatMap(by -> byName(by, record).stream())
        .findFirst();
  }

  private Optional<ModelRow> byName(ByName by, String record) {
    List<ModelRow> named = model.named(by.table(), by.name(), record);
    if (named.size() > 1) {
      throw Refusal.conflict("multiple rows in " + by.table() + " match \"" + record + "\"");
    }
    Optional<ModelRow> found = named.stream().findFirst();
    found.ifPresent(row -> model.guard(row, by.name()));
    if (by.refersBy().isEmpty() || found.isEmpty()) {
      return found;
    }
    String column = by.refersBy().get();
    model.guard(found.get(), column);
    List<ModelRow> referenced = model.referenced(found.get(), column);
    return referenced.size() == 1 ? Optional.of(referenced.get(0)) : Optional.empty();
  }

  private Optional<ModelRow> byPartOfUuid(TableSchema table, String record) {
    if (!PART_OF_UUID.matcher(record).matches()) {
      return Optional.empty();
    }
    String part = record.toLowerCase(Locale.ROOT);
    List<ModelRow> begin =
        model.rows(table.name()).stream()
            .filter(row -> !row.isNew() && row.id.toString().startsWith(part))
            .toList();
    if (begin.size() > 1) {
      throw Refusal.conflict(
          table.name() + " contains 2 or more rows whose UUIDs begin with " + record);
    }
    return begin.stream().findFirst();
  }
}
