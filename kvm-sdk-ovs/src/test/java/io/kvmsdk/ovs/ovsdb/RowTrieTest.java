package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTrieTest {
  /** UUIDs that differ only at either end share long ways through the trie. */
  private static UUID uuid(Random random, int kind) {
    return switch (kind) {
      case 0 -> new UUID(random.nextLong(), random.nextLong());
      case 1 -> new UUID(0, random.nextInt(200));
      case 2 -> new UUID((long) random.nextInt(200) << 56, 0);
      default -> new UUID(random.nextInt(4), (long) random.nextInt(50) << 60);
    };
  }

  private static Row row(UUID uuid, int value) {
    return new Row(Map.of(Row.UUID_COLUMN, Value.of(uuid), "n", Value.of(value)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void trie_whenRowsComeAndGo_isAsAMapWouldBe(int kind) {
    Random random = new Random(kind);
    Map<UUID, Row> expected = new HashMap<>();
    RowTrie trie = RowTrie.EMPTY;
    for (int i = 0; i < 3_000; i++) {
      UUID uuid = uuid(random, kind);
      if (random.nextInt(5) < 2) {
        expected.remove(uuid);
        trie = trie.without(uuid);
      } else {
        Row row = row(uuid, i);
        expected.put(uuid, row);
        trie = trie.with(uuid, row);
      }
      assertThat(trie.get(uuid)).isEqualTo(expected.get(uuid));
    }
    assertThat(trie).isEqualTo(expected).hasSize(expected.size());
    for (UUID uuid : expected.keySet()) {
      trie = trie.without(uuid);
    }
    assertThat(trie).isEmpty();
    assertThat(trie.entrySet().iterator().hasNext()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void differences_whenBothHaveDrifted_turnTheOneIntoTheOther(int kind) {
    Random random = new Random(kind);
    for (int round = 0; round < 50; round++) {
      RowTrie before = RowTrie.EMPTY;
      for (int i = random.nextInt(60); i > 0; i--) {
        UUID uuid = uuid(random, kind);
        before = before.with(uuid, row(uuid, i));
      }
      RowTrie after = round % 5 == 0 ? RowTrie.EMPTY : before;
      for (int i = random.nextInt(60); i > 0; i--) {
        UUID uuid = uuid(random, kind);
        after = random.nextBoolean() ? after.without(uuid) : after.with(uuid, row(uuid, i + 7));
      }
      Map<UUID, Row> replayed = new HashMap<>(before);
      RowTrie.differences(
          before,
          after,
          (was, is) -> {
            assertThat(is).isNotEqualTo(was);
            UUID uuid = (was == null ? is : was).uuid();
            assertThat(replayed.get(uuid)).isEqualTo(was);
            if (is == null) {
              replayed.remove(uuid);
            } else {
              replayed.put(uuid, is);
            }
          });
      assertThat(replayed).isEqualTo(after);
    }
  }

  @Test
  void differences_whenARowIsAsBefore_areNone() {
    UUID uuid = UUID.randomUUID();
    RowTrie before = RowTrie.EMPTY.with(uuid, row(uuid, 1));
    RowTrie after = before.with(uuid, row(uuid, 2)).with(uuid, row(uuid, 1));
    List<Row> seen = new ArrayList<>();
    RowTrie.differences(before, after, (was, is) -> seen.add(is));
    assertThat(seen).isEmpty();
  }
}
