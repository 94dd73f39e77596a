package io.kvmsdk.iso.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  private static final List<String> PATHS =
      List.of(
          "/a",
          "/b.deb",
          "/pool",
          "/pool/a.deb",
          "/pool/main/a.deb",
          "/pool/main/b/b_1.0-1_amd64.deb",
          "/pool/main/b/b_1.0-1_amd64.udeb",
          "/pool/main/b-c/.hidden",
          "/pool/main/[x]/{y}",
          "/pool/contrib/z/a,b",
          "/boot/grub/grub.cfg",
          "/boot/grub/x86_64-efi/normal.mod",
          "/boot/grub2/grub.cfg",
          "/a^b/c-d/e!f",
          "/ä/ö/ü");

  /** The JDK's own matcher is the judge; where it finds, every folder above must lead on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pool/**/*.deb",
        "/pool/**.deb",
        "/**",
        "/*",
        "/**/*",
        "/pool/*/*/*.{deb,udeb}",
        "/pool/{main,contrib}/**",
        "/boot/grub*/grub.cfg",
        "/boot/grub?/*",
        "/boot/grub/x86_64-efi/*.mod",
        "/[ab]",
        "/[!ab]*",
        "/[a-c]*",
        "/pool/main/b[-_]c/.*",
        "/pool/main/\\[x\\]/\\{y\\}",
        "/pool/contrib/z/a,b",
        "/{pool/main,boot}/**",
        "/a[\\^]b/**",
        "/a^b/c-d/e!f",
        "/ä/?/*",
        "/pool",
        "/pool/main/b/b_1.0-1_amd64.deb",
        "/nothing/here",
        "/a}b",
        "/***",
      })
  void matches_whateverThePattern_agreesWithTheJdk(String pattern) {
    PathMatcher jdk = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    Glob glob = new Glob(pattern, false);

    for (String path : PATHS) {
      assertThat(glob.matches(path)).as(path).isEqualTo(jdk.matches(Path.of(path)));
      if (glob.matches(path)) {
        assertThat(path).startsWith("/" + String.join("/", glob.literalPrefix()));
        int depth = glob.literalPrefix().size();
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
          String folder = path.substring(0, end);
          if (folder.chars().filter(c -> c == '/').count() > depth) {
            assertThat(glob.leadsOn(folder)).as(folder).isTrue();
          }
        }
      }
    }
  }

  @Test
  void leadsOn_whenNothingBelowCanMatch_isFalse() {
    assertThat(new Glob("/boot/*/*.cfg", false).leadsOn("/pool")).isFalse();
    assertThat(new Glob("/*/*.cfg", false).leadsOn("/boot/grub")).isFalse();
    assertThat(new Glob("/*", false).leadsOn("/boot")).isFalse();
    assertThat(new Glob("/b*/**.cfg", false).leadsOn("/pool")).isFalse();
    assertThat(new Glob("/b*/**.cfg", false).leadsOn("/boot/grub/deep/er")).isTrue();
    assertThat(new Glob("/pool/{main,contrib}/*", false).leadsOn("/pool/non-free")).isFalse();
  }

  @Test
  void literalPrefix_endsBeforeTheFirstWildName() {
    assertThat(new Glob("/pool/main/*/x", false).literalPrefix()).containsExactly("pool", "main");
    assertThat(new Glob("pool/x", false).literalPrefix()).containsExactly("pool");
    assertThat(new Glob("/**", false).literalPrefix()).isEmpty();
    assertThat(new Glob("/po\\*ol/x", false).literalPrefix()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/[a", "/{a", "/a\\", "/{a{b}}", "/[a/b]"})
  void new_whenThePatternIsNone_saysSo(String pattern) {
    assertThatThrownBy(() -> new Glob(pattern, false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining(pattern);
    assertThatThrownBy(() -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
