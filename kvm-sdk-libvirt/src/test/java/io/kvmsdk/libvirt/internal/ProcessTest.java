package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** What concerns a whole process: its streams, its locale, its libraries. */
@RequiresLibvirt
class ProcessTest {
  private static final List<String> QUIET_JDK =
      Runtime.version().feature() < 22 ? List.of() : List.of("--enable-native-access=ALL-UNNAMED");

  @TempDir Path directory;

  /** Provokes errors of every layer, and prints each message's type. */
  static final class Errors {
    public static void main(String[] arguments) {
      try (LibvirtDriver driver = LibvirtDriver.connect(URI.create(arguments[0]))) {
        for (int i = 0; i < 10; i++) {
          attempt(() -> driver.domains().state(UUID.randomUUID()));
          attempt(() -> driver.domains().define("<domain"));
        }
        attempt(() -> LibvirtDriver.connect(URI.create("qemu+unix:///x?socket=/none")));
      }
    }

    private static void attempt(Runnable call) {
      try {
        call.run();
      } catch (KvmException e) {
        System.out.println(e.getClass().getSimpleName());
      }
    }
  }

  @Test
  void errors_putNothingOnStderr() throws Exception {
    ForkedJvm.Result result =
        ForkedJvm.run(directory, QUIET_JDK, Errors.class, TestHost.uri(directory));

    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).hasSize(21).last().isEqualTo("ConnectionLostException");
    assertThat(result.exit()).isZero();
  }

  /** Sends a name to libvirt and back, in a locale that cannot spell it. */
  static final class Names {
    static final String NAME = "<&'\"> \u00fc\u65e5";

    public static void main(String[] arguments) {
      String escaped = NAME.replace("&", "&amp;").replace("<", "&lt;");
      try (LibvirtDriver driver = LibvirtDriver.connect(URI.create(arguments[0]))) {
        driver.domains().define(TestHost.domain(escaped));
        boolean found = driver.domains().findByName(NAME).orElseThrow().name().equals(NAME);
        boolean listed = driver.domains().list().stream().anyMatch(d -> d.name().equals(NAME));
        boolean told = message(driver).contains("'" + NAME + "'");
        System.out.println(found + " " + listed + " " + told);
      }
    }

    private static String message(LibvirtDriver driver) {
      try {
        driver.storage().volumePath(TestHost.IMAGES, NAME);
        return "";
      } catch (KvmException e) {
        return e.problem();
      }
    }
  }

  @Test
  void names_areUtf8InAnyLocale() throws Exception {
    ForkedJvm.Result result =
        ForkedJvm.run(directory, QUIET_JDK, Names.class, TestHost.uri(directory));

    assertThat(result).isEqualTo(new ForkedJvm.Result(0, "true true true\n", ""));
  }

  /** Connects where that cannot work, and prints the remedy. */
  static final class Remedy {
    public static void main(String[] arguments) {
      try {
        LibvirtDriver.connect(URI.create("test:///default"));
      } catch (UnsupportedException e) {
        System.out.println(e.remedy().orElseThrow());
      }
    }
  }

  @Test
  @EnabledForJreRange(minVersion = 24, disabledReason = "no JDK before 24 can deny native access")
  void connect_namesTheFlagWhenJavaDeniesNativeAccess() throws IOException, InterruptedException {
    ForkedJvm.Result result =
        ForkedJvm.run(directory, List.of("--illegal-native-access=deny"), Remedy.class);

    assertThat(result.out()).contains("--enable-native-access");
  }
}
