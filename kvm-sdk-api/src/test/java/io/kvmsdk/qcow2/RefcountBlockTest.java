package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefcountBlockTest {
  @Test
  void set_whenCountsAreNarrowerThanAByte_startsWithItsLowestBits() {
    ByteBuffer block = ByteBuffer.allocate(4);
    RefcountBlock.set(block, 0, 0, 1);
    RefcountBlock.set(block, 0, 9, 1);
    RefcountBlock.set(block, 1, 8, 3);
    RefcountBlock.set(block, 2, 7, 10);
    assertThat(block.array()).containsExactly(1, 2, 3, 0xa0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void get_afterSet_givesEachCountAndLeavesItsNeighbours(int order) {
    ByteBuffer block = ByteBuffer.allocate(512);
    int entries = RefcountBlock.entries(9, order);
    for (int i = 0; i < entries; i++) {
      RefcountBlock.set(block, order, i, RefcountBlock.most(order));
    }
    for (int i = 0; i < entries; i += 2) {
      RefcountBlock.set(block, order, i, i & RefcountBlock.most(order));
    }
    for (int i = 0; i < entries; i++) {
      long expected = i % 2 == 1 ? -1 : i;
      assertThat(RefcountBlock.get(block, order, i))
          .isEqualTo(expected & RefcountBlock.most(order));
    }
  }
}
