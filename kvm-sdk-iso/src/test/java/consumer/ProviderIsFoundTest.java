package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.IsoBuilder;
import io.kvmsdk.judge.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK finds the file system by itself, whichever path the SDK is on. */
class ProviderIsFoundTest {
  private static final Predicate<String> RUNTIME =
      Pattern.compile(
              "kvm-sdk-(api|iso)/target/(classes|kvm-sdk-[^/]*(?<!tests)\\.jar)$|jakarta|jaxb|txw2|istack|angus")
          .asPredicate();

  @TempDir Path folder;
  private Path iso;

  @BeforeEach
  void makeAnImage() {
    iso = folder.resolve("small.iso");
    IsoBuilder.labelled("SMALL").add("/a", "found".getBytes(StandardCharsets.UTF_8)).write(iso);
  }

  private String output(Object... options) {
    Object[] command = new Object[options.length + 4];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "java");
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = ReadsAnImage.class.getName();
    command[options.length + 2] = iso;
    command[options.length + 3] = "/a";
    return Tool.run(command).orFail().output();
  }

  private static String sdk() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(RUNTIME)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String application() {
    return ReadsAnImage.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  @Test
  void newFileSystem_whenTheSdkIsOnTheClassPath_opensTheImage() throws IOException {
    assertThat(output("-cp", sdk() + File.pathSeparator + application()))
        .contains("false found")
        .contains("iso:" + iso.toRealPath().toUri() + "!/a");
  }

  @Test
  void newFileSystem_whenTheSdkIsOnTheModulePath_opensTheImage() throws IOException {
    assertThat(output("-p", sdk(), "--add-modules", "io.kvmsdk.iso", "-cp", application()))
        .contains("true found")
        .contains("iso:" + iso.toRealPath().toUri() + "!/a");
  }
}
