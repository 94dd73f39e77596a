package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptsTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @Test
  void jshell_startsWithTheSdksNames(@TempDir Path folder) throws IOException {
    Path session =
        Files.writeString(
            folder.resolve("session.jsh"),
            """
            var kvm = connect("fake:///")
            kvm.networks().define(n -> n.name("lab").addAddress("192.168.150.1/24")).start()
            System.out.println("active: " + kvm.networks().get("lab").active())
            kvm.close()
            /exit
            """);

    String output =
        Tool.run(
                JDK.resolve("jshell"),
                "--class-path",
                CLASS_PATH,
                "--startup",
                "DEFAULT",
                "--startup",
                Scripting.SCRIPTS.resolve("kvm.jsh"),
                session)
            .orFail()
            .output();

    // at its first run on a machine, the JDK says that it has made a place for preferences
    assertThat(output.lines().filter(l -> !l.contains("references")))
        .containsExactly("active: true");
  }

  @Test
  void groovy_definesDomainsByClosures() {
    String output =
        Tool.run(
                JDK.resolve("java"),
                "-cp",
                CLASS_PATH,
                "groovy.ui.GroovyMain",
                Scripting.SCRIPTS.resolve("two-vms.groovy"))
            .orFail()
            .output();

    assertThat(output.lines()).contains("web SHUTOFF 2GiB", "db SHUTOFF 2GiB");
  }
}
