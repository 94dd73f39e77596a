package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {
  private static final UUID SOME = new UUID(1, 2);

  private final Row row =
      new Row(
          Map.of(
              "_uuid", Value.of(SOME),
              "name", Value.of("br0"),
              "tag", Value.set(),
              "trunks", Value.set(10, 20),
              "up", Value.of(true),
              "other_config", Value.map(Map.of("hwaddr", "00:00", "n", 1))));

  @Test
  void accessors_whenTheColumnIsOfThatType_giveWhatItHolds() {
    assertThat(row.uuid()).isEqualTo(SOME);
    assertThat(row.text("name")).isEqualTo("br0");
    assertThat(row.optionalInteger("tag")).isEmpty();
    assertThat(row.integers("trunks")).containsExactlyInAnyOrder(10L, 20L);
    assertThat(row.bool("up")).isTrue();
    assertThat(row.map("other_config")).isEqualTo(Map.of("hwaddr", "00:00", "n", "1"));
    assertThat(row.has("tag")).isTrue();
    assertThat(row.has("none")).isFalse();
  }

  @Test
  void accessors_whenItIsAnotherType_sayWhatIsThere() {
    assertThatIllegalStateException()
        .isThrownBy(() -> row.integer("name"))
        .withMessage("column name holds no value of that type but br0");
    assertThatIllegalStateException()
        .isThrownBy(() -> row.integer("tag"))
        .withMessage("column tag holds no integer but []");
    assertThatIllegalStateException()
        .isThrownBy(() -> row.text("other_config"))
        .withMessageContaining("holds no set");
    assertThatIllegalStateException()
        .isThrownBy(() -> row.map("name"))
        .withMessage("column name holds no map but br0");
    assertThatIllegalStateException()
        .isThrownBy(() -> row.text("none"))
        .withMessageContaining("the row has no column none");
    assertThatIllegalStateException().isThrownBy(() -> new Row(Map.of()).uuid());
  }

  @Test
  void values_whenTheirOrderDiffers_areEqual() {
    assertThat(Value.set(1, 2)).isEqualTo(Value.set(2, 1)).isNotEqualTo(Value.set(1));
    assertThat(Value.set("a")).isEqualTo(Value.of("a")).hasToString("a");
    Map<String, Integer> turned = new LinkedHashMap<>();
    turned.put("b", 2);
    turned.put("a", 1);
    assertThat(Value.map(turned)).isEqualTo(Value.map(Map.of("a", 1, "b", 2)));
    assertThat(Value.map(turned)).hasToString("{b=2, a=1}");
    assertThat(Value.set().isEmpty()).isTrue();
    assertThat(Value.map(Map.of()).isEmpty()).isTrue();
    assertThat(Value.set()).isNotEqualTo(Value.map(Map.of()));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> ((Value.SetOf) Value.set(1)).atoms().clear());
  }

  @Test
  void atoms_ofJavaValues_areOfTheirTypes() {
    assertThat(Atom.of((short) 7)).isEqualTo(new Atom.Int(7));
    assertThat(Atom.of(0.5f)).isEqualTo(new Atom.Real(0.5));
    assertThat(new Atom.Real(-0.0)).isEqualTo(new Atom.Real(0.0));
    assertThat(Atom.of(true)).hasToString("true");
    assertThat(Atom.of(SOME)).isEqualTo(new Atom.Id(SOME));
    assertThat(Atom.of(new Atom.Named("a"))).hasToString("@a");
    for (Object none : Arrays.asList('c', List.of(), null, Double.NaN, 1.0 / 0)) {
      assertThatIllegalArgumentException().isThrownBy(() -> Atom.of(none));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a-b", "a b", "ä", "a\n"})
  void named_whenItIsNoIdentifier_refuses(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Atom.Named(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Operation.insert("T", Map.of()).named(name));
  }

  @Test
  void snapshot_whenATableWasNotAskedFor_saysWhichAreThere() {
    TableSnapshot snapshot = new TableSnapshot(Map.of("Bridge", Map.of(SOME, row)));
    assertThat(snapshot.rows("Bridge")).containsExactly(row);
    assertThat(snapshot.find("Bridge", SOME)).contains(row);
    assertThat(snapshot.find("Bridge", new UUID(0, 0))).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> snapshot.rows("Port"))
        .withMessageContaining("[Bridge]")
        .withMessageContaining("Port");
  }
}
