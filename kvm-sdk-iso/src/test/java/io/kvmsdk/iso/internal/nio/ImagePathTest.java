package io.kvmsdk.iso.internal.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.iso.IsoBuilder;
import io.kvmsdk.iso.IsoImage;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our paths beside those of the JDK for Unix: the same calls give the same text. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JDK's Unix paths are the oracle")
class ImagePathTest {
  private static final List<String> TEXTS = texts();

  private static IsoImage image;
  private static FileSystem ours;
  private static final FileSystem THEIRS = FileSystems.getDefault();

  @BeforeAll
  static void openAnImage(@TempDir Path folder) {
    Path file = folder.resolve("empty.iso");
    IsoBuilder.labelled("empty").add("/a/b/c", new byte[0]).write(file);
    image = IsoImage.open(file);
    ours = image.fileSystem();
  }

  @AfterAll
  static void closeIt() {
    image.close();
  }

  /** Every path of up to four of these names, absolute or not, and some odd ones. */
  private static List<String> texts() {
    List<String> names = List.of("a", "b", "..", ".", "a.b");
    List<String> texts =
        new ArrayList<>(List.of("", "/", "//", "///a//b///", "a/", "./", " ", "-"));
    List<String> longest = List.of("");
    for (int length = 1; length <= 3; length++) {
      longest = longest.stream().flatMap(p -> names.stream().map(n -> p + "/" + n)).toList();
      longest.forEach(p -> texts.addAll(List.of(p, p.substring(1))));
    }
    return texts;
  }

  /** The result's text, or the kind of its refusal. */
  private static String outcome(Supplier<Object> call) {
    try {
      Object result = call.get();
      return result instanceof Integer n ? "" + Integer.signum(n) : "" + result;
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static void assertSame(String call, Function<Path, Object> function) {
    for (String text : TEXTS) {
      assertThat(outcome(() -> function.apply(ours.getPath(text))))
          .as("'%s'.%s", text, call)
          .isEqualTo(outcome(() -> function.apply(THEIRS.getPath(text))));
    }
  }

  private static void assertSame(String call, BiFunction<Path, Path, Object> function) {
    for (String one : TEXTS) {
      for (String two : TEXTS) {
        String expected = outcome(() -> function.apply(THEIRS.getPath(one), THEIRS.getPath(two)));
        String actual = outcome(() -> function.apply(ours.getPath(one), ours.getPath(two)));
        if (!actual.equals(expected)) {
          assertThat(actual).as("'%s'.%s('%s')", one, call, two).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void partsOfAPath_areThoseOfTheJdk() {
    assertSame("toString", Path::toString);
    assertSame("isAbsolute", Path::isAbsolute);
    assertSame("getRoot", Path::getRoot);
    assertSame("getFileName", Path::getFileName);
    assertSame("getParent", Path::getParent);
    assertSame("getNameCount", Path::getNameCount);
    assertSame("iterator", p -> String.join("|", names(p)));
    for (int i = -1; i < 4; i++) {
      int index = i;
      assertSame("getName " + i, p -> p.getName(index));
      assertSame("subpath 0 " + i, p -> p.subpath(0, index));
      assertSame("subpath 1 " + i, p -> p.subpath(1, index));
    }
  }

  private static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(n -> names.add(n.toString()));
    return names;
  }

  @Test
  void normalize_givesWhatTheJdkGives() {
    assertSame("normalize", Path::normalize);
  }

  @Test
  void resolve_givesWhatTheJdkGives() {
    assertSame("resolve", (BiFunction<Path, Path, Object>) Path::resolve);
    assertSame("resolveSibling", (BiFunction<Path, Path, Object>) Path::resolveSibling);
  }

  @Test
  void relativize_givesWhatTheJdkGives() {
    assertSame("relativize", Path::relativize);
  }

  @Test
  void startsWithAndEndsWith_sayWhatTheJdkSays() {
    assertSame("startsWith", (BiFunction<Path, Path, Object>) Path::startsWith);
    assertSame("endsWith", (BiFunction<Path, Path, Object>) Path::endsWith);
  }

  @Test
  void compareToAndEquals_sayWhatTheJdkSays() {
    assertSame("compareTo", Path::compareTo);
    assertSame("equals", Path::equals);
    assertSame("hashCode of equals", (a, b) -> !a.equals(b) || a.hashCode() == b.hashCode());
  }

  @Test
  void compareTo_whenNamesAreNotAscii_followsTheBytesOfUtf8() {
    List<String> sorted = List.of("z", "é", "\uffee", "\ud83d\ude00");

    assertThat(sorted.stream().map(t -> ours.getPath(t)).sorted().map(Path::toString))
        .containsExactlyElementsOf(sorted);
  }

  @Test
  void getPath_whenThereAreSeveralParts_joinsThemAsTheJdkDoes() {
    for (String[] parts :
        new String[][] {
          {"", "a"}, {"a", ""}, {"/", "a", "b"}, {"", "", ""}, {"a", "/b"}, {"", "/"}
        }) {
      String[] more = Arrays.copyOfRange(parts, 1, parts.length);
      assertThat(ours.getPath(parts[0], more))
          .as(String.join("|", parts))
          .hasToString(THEIRS.getPath(parts[0], more).toString());
    }
  }

  @Test
  void getPath_whenItHoldsNul_isRefused() {
    assertThatThrownBy(() -> ours.getPath("a\0b")).isInstanceOf(InvalidPathException.class);
  }

  @Test
  void toAbsolutePath_startsAtTheRoot() {
    assertThat(ours.getPath("a/../b").toAbsolutePath()).hasToString("/a/../b");
    assertThat(ours.getPath("").toAbsolutePath()).hasToString("/");
  }

  @Test
  void pathsOfOthers_areNeverTakenForOurOwn() {
    Path own = ours.getPath("/a");
    Path foreign = THEIRS.getPath("/a");

    assertThat(own.equals(foreign)).isFalse();
    assertThat(own.startsWith(foreign)).isFalse();
    assertThat(own.endsWith(foreign)).isFalse();
    assertThatThrownBy(() -> own.resolve(foreign)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> own.relativize(foreign)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> own.compareTo(foreign)).isInstanceOf(ClassCastException.class);
    assertThatThrownBy(own::toFile).isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "**",
        "?",
        "*.deb",
        "**.deb",
        "/pool/*",
        "/pool/**",
        "/pool/**/*.deb",
        "*.{deb,udeb}",
        "/{pool,dists}/*",
        "[a-c]*",
        "[!a-c]*",
        "[^a]",
        "[-a]",
        "[a-]",
        "[a-c-e]",
        "[a-c-]",
        "[--a]",
        "[&&a]",
        "\\*",
        "\\[a\\]",
        "a.b",
        "a+b",
        "(a)",
        "a$",
        "}",
        ",",
        "{a,}",
        "{}",
        "[]]",
        "[a\\-z]",
        "a|b",
        "{a",
        "{a,{b}}",
        "[a",
        "\\",
        "[c-a]",
        "[a/b]",
        "[",
        "[a-",
        "[[]",
        "{*,?}.deb",
        "é*"
      })
  void globs_matchWhatTheyMatchForTheJdk(String glob) {
    Function<FileSystem, String> matches =
        fs -> {
          try {
            PathMatcher matcher = fs.getPathMatcher("glob:" + glob);
            return List.of(
                    "a",
                    "b",
                    "c",
                    "d",
                    "-",
                    "*",
                    "^",
                    "&",
                    "[a]",
                    "ab",
                    "a.b",
                    "a+b",
                    "(a)",
                    "a$",
                    "}",
                    ",",
                    "]",
                    "\\",
                    "x.deb",
                    "x.udeb",
                    "/pool/x.deb",
                    "/pool",
                    "/pool/a/b.deb",
                    "/pool/main/a/b.deb",
                    "/dists/stable",
                    "a|b",
                    "")
                .stream()
                .filter(t -> matcher.matches(fs.getPath(t)))
                .toList()
                .toString();
          } catch (PatternSyntaxException e) {
            return "refused";
          }
        };

    assertThat(matches.apply(ours)).isEqualTo(matches.apply(THEIRS));
  }

  @Test
  void getPathMatcher_whenItIsARegularExpression_matchesTheWholePath() {
    PathMatcher matcher = ours.getPathMatcher("regex:/a/.*[0-9]");

    assertThat(matcher.matches(ours.getPath("/a/b1"))).isTrue();
    assertThat(matcher.matches(ours.getPath("/a/b1c"))).isFalse();
    assertThatThrownBy(() -> ours.getPathMatcher("like:a"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ours.getPathMatcher("*.deb"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
