package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableUpdatesTest {
  private static final UUID ONE = new UUID(1, 1);

  private static final String SCHEMA =
      """
      {"name": "Db", "version": "1.0.0", "tables": {"T": {"columns": {
        "name": {"type": "string"},
        "ratio": {"type": "real"},
        "tag": {"type": {"key": "integer", "min": 0, "max": 1}},
        "trunks": {"type": {"key": "integer", "min": 0, "max": 4096}},
        "pair": {"type": {"key": "integer", "min": 1, "max": 2}},
        "on": {"type": "boolean"},
        "ref": {"type": "uuid"},
        "ids": {"type": {"key": "string", "value": "string", "min": 0, "max": "unlimited"}},
        "one": {"type": {"key": "string", "value": "integer", "min": 1, "max": 1}}}}}}
      """;

  private final TableUpdates updates =
      new TableUpdates(
          Map.of(
              "T",
              new RowLayout(SchemaReader.read(json(SCHEMA)).tables().get("T").columns().values())));

  static Object json(String text) {
    try (JsonParser parser = Json.parser(new StringReader(text))) {
      parser.nextToken();
      return Json.read(parser, new Json.Budget(64 << 20));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String update(String update) {
    return "{\"T\":{\"" + ONE + "\":" + update + "}}";
  }

  private TableSnapshot apply(TableSnapshot before, String update) {
    return updates.apply(before, json(update(update)));
  }

  private Row first(String update) {
    return apply(updates.empty(), update).find("T", ONE).orElseThrow();
  }

  @Test
  void insert_whenColumnsAreLeftOut_hasTheirDefaults() {
    Row row = first("{\"insert\":{\"name\":\"a\"}}");
    assertThat(row.uuid()).isEqualTo(ONE);
    assertThat(row.text("name")).isEqualTo("a");
    assertThat(row.value("ratio")).isEqualTo(Value.of(0.0));
    assertThat(row.optionalInteger("tag")).isEmpty();
    assertThat(row.integers("trunks")).isEmpty();
    assertThat(row.integers("pair")).containsExactly(0L);
    assertThat(row.bool("on")).isFalse();
    assertThat(row.uuids("ref")).containsExactly(new UUID(0, 0));
    assertThat(row.map("ids")).isEmpty();
    assertThat(row.map("one")).isEqualTo(Map.of("", "0"));
  }

  @Test
  void modify_whenColumnsAreSingle_replacesThem() {
    TableSnapshot before =
        apply(updates.empty(), "{\"initial\":{\"name\":\"a\",\"tag\":7,\"ratio\":1}}");
    Row after =
        apply(
                before,
                "{\"modify\":{\"tag\":[\"set\",[]],\"ratio\":2,\"one\":[\"map\",[[\"k\",1]]]}}")
            .find("T", ONE)
            .orElseThrow();
    assertThat(after.text("name")).isEqualTo("a");
    assertThat(after.optionalInteger("tag")).isEmpty();
    assertThat(after.value("ratio")).isEqualTo(Value.of(2.0));
    assertThat(after.map("one")).isEqualTo(Map.of("k", "1"));
  }

  @Test
  void modify_whenColumnsAreSetsOrMaps_appliesTheDifference() {
    TableSnapshot before =
        apply(
            updates.empty(),
            "{\"insert\":{\"trunks\":[\"set\",[1,2,3]],"
                + "\"ids\":[\"map\",[[\"gone\",\"1\"],[\"new\",\"2\"],[\"kept\",\"3\"]]]}}");
    Row after =
        apply(
                before,
                "{\"modify\":{\"trunks\":[\"set\",[2,9]],"
                    + "\"ids\":[\"map\",[[\"gone\",\"1\"],[\"new\",\"x\"],[\"more\",\"y\"]]]}}")
            .find("T", ONE)
            .orElseThrow();
    assertThat(after.integers("trunks")).containsExactlyInAnyOrder(1L, 3L, 9L);
    assertThat(after.map("ids")).isEqualTo(Map.of("new", "x", "kept", "3", "more", "y"));
  }

  @Test
  void modify_whenOneAtomRemainsOrGoes_isStillASetOrAMap() {
    TableSnapshot before =
        apply(
            updates.empty(),
            "{\"insert\":{\"trunks\":[\"set\",[1,2]],\"ids\":[\"map\",[[\"a\",\"b\"]]]}}");
    Row after =
        apply(before, "{\"modify\":{\"trunks\":2,\"ids\":[\"map\",[[\"a\",\"b\"]]]}}")
            .find("T", ONE)
            .orElseThrow();
    assertThat(after.integers("trunks")).containsExactly(1L);
    assertThat(after.value("ids").isEmpty()).isTrue();
  }

  @Test
  void versionOne_whenARowIsNewChangedOrOld_isRead() {
    TableSnapshot inserted = apply(updates.empty(), "{\"new\":{\"name\":\"a\",\"tag\":7}}");
    TableSnapshot changed =
        apply(inserted, "{\"old\":{\"name\":\"a\"},\"new\":{\"name\":\"b\",\"tag\":7}}");
    TableSnapshot gone = apply(changed, "{\"old\":{\"name\":\"b\",\"tag\":7}}");
    assertThat(changed.find("T", ONE).orElseThrow().text("name")).isEqualTo("b");
    assertThat(gone.rows("T")).isEmpty();
    assertThat(inserted.find("T", ONE).orElseThrow().text("name")).isEqualTo("a");
  }

  @Test
  void changes_whenARowIsModified_tellTheColumnsAndShareTheRest() {
    TableSnapshot before =
        apply(updates.empty(), "{\"new\":{\"name\":\"a\",\"ids\":[\"map\",[[\"a\",\"b\"]]]}}");
    TableSnapshot after =
        apply(before, "{\"new\":{\"name\":\"b\",\"ids\":[\"map\",[[\"a\",\"b\"]]]},\"old\":{}}");
    List<RowChange> changes = RowChange.between(before, after);
    assertThat(changes).singleElement().isInstanceOf(RowChange.Modified.class);
    RowChange.Modified change = (RowChange.Modified) changes.get(0);
    assertThat(change.columns()).containsExactly("name");
    assertThat(change.after().value("ids")).isSameAs(change.before().value("ids"));
    assertThat(RowChange.between(updates.empty(), after))
        .containsExactly(new RowChange.Inserted("T", change.after()));
    assertThat(RowChange.between(before, updates.empty()))
        .containsExactly(new RowChange.Deleted("T", change.before()));
  }

  @Test
  void read_whenRowsAreAsTheyWere_takesThese() {
    TableSnapshot before = apply(updates.empty(), "{\"initial\":{\"name\":\"a\"}}");
    TableSnapshot after = updates.read(before, json(update("{\"initial\":{\"name\":\"a\"}}")));
    assertThat(after.find("T", ONE).orElseThrow()).isSameAs(before.find("T", ONE).orElseThrow());
    assertThat(RowChange.between(before, updates.read(before, Map.of()))).hasSize(1);
  }

  @Test
  void columns_whenNobodyAskedForThem_areLeftOut() {
    assertThat(first("{\"insert\":{\"name\":\"a\",\"unknown\":7}}").has("unknown")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"modify\":{\"name\":\"a\"}}",
        "{}",
        "7",
        "{\"insert\":7}",
        "{\"insert\":{\"name\":{}}}"
      })
  void apply_whenAnUpdateCannotBe_refuses(String update) {
    assertThatIllegalArgumentException().isThrownBy(() -> apply(updates.empty(), update));
  }

  @Test
  void apply_whenTheTableIsNotMonitored_refuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> updates.apply(updates.empty(), json("{\"Other\":{}}")))
        .withMessageContaining("Other");
  }
}
