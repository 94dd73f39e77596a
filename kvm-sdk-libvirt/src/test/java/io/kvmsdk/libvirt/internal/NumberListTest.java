package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class NumberListTest {
  @Test
  void parse_readsRangesAndNumbers() {
    assertThat(NumberList.parse("0-2,5").stream()).containsExactly(0, 1, 2, 5);
    assertThat(NumberList.parse("7").stream()).containsExactly(7);
  }

  @Test
  void parse_ofNothing_isNone() {
    assertThat(NumberList.parse("").stream()).isEmpty();
    assertThat(NumberList.parse(null).stream()).isEmpty();
  }

  @Test
  void text_isInOrder() {
    assertThat(NumberList.text(Set.of(10, 2, 1))).isEqualTo("1,2,10");
  }
}
