package io.kvmsdk.iso.internal.ecma119;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IsoNamesTest {
  /** ECMA-119 9.3: names padded with spaces, then extensions, then versions. */
  @Test
  void key_sortsAsTheStandardWants() {
    List<String> order =
        List.of("A.;1", "A.B;1", "A1.;1", "AB", "AB.C;1", "AB.C;2", "A_B", "B", "B.A;1");

    assertThat(order.stream().sorted((a, b) -> compare(b, a)).sorted(IsoNamesTest::compare))
        .containsExactlyElementsOf(order);
  }

  private static int compare(String a, String b) {
    return IsoNames.compare(
        a.getBytes(StandardCharsets.ISO_8859_1), b.getBytes(StandardCharsets.ISO_8859_1), false);
  }

  @Test
  void merge_whenTheOldOnesAreInAnotherOrder_keepsIt() {
    assertThat(merged(List.of("C", "A", "X"), "D", "B", "Z", "B2"))
        .containsExactly("B", "B2", "C", "A", "D", "X", "Z");
    assertThat(merged(List.of())).isEmpty();
  }

  private static List<String> merged(List<String> old, String... added) {
    return IsoNames.merge(
        old,
        Stream.of(added).toList(),
        n -> IsoNames.Key.of(n.getBytes(StandardCharsets.ISO_8859_1), false));
  }
}
