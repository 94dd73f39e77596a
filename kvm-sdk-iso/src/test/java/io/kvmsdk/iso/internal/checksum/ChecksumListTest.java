package io.kvmsdk.iso.internal.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecksumListTest {
  private static final String A = "a".repeat(32);
  private static final String B = "0123456789abcdef".repeat(2);

  private static ChecksumList list(String text) {
    return ChecksumList.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ChecksumList list) {
    return new String(list.encode(), StandardCharsets.UTF_8);
  }

  @Test
  void encode_whenNothingChanged_isTheSame() {
    for (String text :
        new String[] {"", "\n", A + "  ./x\n\n# not a line\n" + B + " */y\nshort\n"}) {
      assertThat(text(list(text))).isEqualTo(text);
    }
  }

  @Test
  void update_keepsOrderAndForm() {
    ChecksumList list = list(A + "  ./x\n" + A + " */dir/ü\n" + A + "  z");

    list.update("/dir/ü", B);
    list.update("/not/listed", B);
    list.add("/new", B);

    assertThat(text(list))
        .isEqualTo(A + "  ./x\n" + B + " */dir/ü\n" + A + "  z\n" + B + "  ./new\n");
  }

  @Test
  void rename_keepsDigestPlaceAndForm() {
    ChecksumList list = list(A + "  ./x\n" + B + " */y\n");

    list.rename("/x", "/dir/a much longer name");
    list.rename("/y", "/z");
    list.update("/z", A);

    assertThat(text(list)).isEqualTo(A + "  ./dir/a much longer name\n" + A + " */z\n");
    assertThat(list.digest("/z")).contains(A);
    assertThat(list.digest("/x")).isEmpty();
  }

  @Test
  void remove_takesTheLineOut() {
    ChecksumList list = list(A + "  ./x\n" + B + "  ./y\n" + A + "  ./z\n");
    list.add("/new", B);

    list.remove("/x");
    list.remove("/new");
    list.remove("/x");

    assertThat(text(list)).isEqualTo(B + "  ./y\n" + A + "  ./z\n");
    assertThat(list.paths(A)).containsExactly("/z");
  }

  @Test
  void below_findsAPathAndWhatIsInIt() {
    ChecksumList list = list(A + "  ./a/b\n" + A + "  ./ab\n" + B + "  ./a\n" + A + "  ./a/c/d\n");

    assertThat(list.below("/a")).containsExactly("/a", "/a/b", "/a/c/d");
    assertThat(list.paths(A)).containsExactly("/a/b", "/a/c/d", "/ab");
  }

  /** As md5sum writes them: a backslash before the digest says that the path has escapes. */
  @Test
  void update_whenThePathHasEscapes_keepsThem() {
    ChecksumList list = list("\\" + A + "  ./back\\\\new\\nline\n" + A + "  ./plain\n");

    list.update("/back\\new\nline", B);
    list.rename("/plain", "/a\\b");

    assertThat(text(list))
        .isEqualTo("\\" + B + "  ./back\\\\new\\nline\n" + "\\" + A + "  ./a\\\\b\n");
    assertThat(list.digests()).containsOnlyKeys("/back\\new\nline", "/a\\b");
  }

  @Test
  void update_whenLinesEndAsOnWindows_keepsTheirEnds() {
    ChecksumList list = list(A + " *x\r\n" + A.toUpperCase(Locale.ROOT) + "  y\r\n");

    list.update("/x", B);

    assertThat(text(list)).isEqualTo(B + " *x\r\n" + A.toUpperCase(Locale.ROOT) + "  y\r\n");
    assertThat(list.digests()).containsExactly(Map.entry("/x", B), Map.entry("/y", A));
  }

  @Test
  void parse_whenLinesAreNoChecksums_ignoresThem() {
    ChecksumList list =
        list(
            A.substring(1)
                + "  ./short\n"
                + A
                + " x./one-space\n"
                + "g".repeat(32)
                + "  ./g\n"
                + A);

    assertThat(list.below("/")).isEmpty();
    assertThat(list.digest("/short")).isEmpty();
    assertThat(list.digest("/g")).isEmpty();
  }
}
