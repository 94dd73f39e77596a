package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled and run, on the fake host. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void javaCode_runsOnTheFakeHost() throws IOException {
    SampleInstaller.write(folder.resolve("debian-12-netinst.iso"));
    Files.write(folder.resolve("golden.img"), new byte[4096]);
    BootableDisk.write(folder.resolve("debian-12.qcow2"));

    try (Scripting shell = new Scripting()) {
      shell.run("import org.junit.jupiter.api.Test;");
      shell.run("import static org.junit.jupiter.api.Assertions.assertEquals;");
      javaBlocks("README.md").forEach(block -> shell.run(onTheFakeHost(block)));
      shell.run("new WebServerTest().install_givesTheGuestAnAddress();");
      assertThat(shell.output())
          .contains("CREATE    domain 'web'")
          .containsPattern("\n192[.]168[.]");
    }

    assertThat(folder.resolve("web.iso")).isNotEmptyFile();
    assertThat(folder.resolve("web-installer.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("edited.iso")).isNotEmptyFile();
    assertThat(folder.resolve("clone-100.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("alone.qcow2")).isNotEmptyFile();
  }

  @Test
  void javaCodeOfTheIsoEngine_runs() throws IOException {
    SampleInstaller.write(folder.resolve("debian-12-netinst.iso"));

    try (Scripting shell = new Scripting()) {
      javaBlocks("kvm-sdk-iso/README.md").forEach(block -> shell.run(onTheFakeHost(block)));
      assertThat(shell.output()).contains("/boot/grub/grub.cfg");
    }

    assertThat(folder.resolve("unpacked/isolinux.cfg")).isNotEmptyFile();
    assertThat(folder.resolve("web.qcow2")).isNotEmptyFile();
    assertThat(folder.resolve("web-full.iso")).isNotEmptyFile();
    assertThat(folder.resolve("seed.iso")).isNotEmptyFile();
  }

  @Test
  void coordinates_areThoseOfTheBuild() {
    String pom = Scripting.read(Scripting.ROOT.resolve("pom.xml"));
    String version = pom.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");

    assertThat(readme()).contains("<version>" + version + "</version>");
  }

  @Test
  void message_isAsTheSdkWritesIt() {
    try (Hypervisor kvm = Kvm.connect("fake:///")) {
      assertThatThrownBy(() -> kvm.networks().get("lab"))
          .satisfies(e -> assertThat(readme()).contains(e.getMessage()));
    }
  }

  private static String readme() {
    return read("README.md");
  }

  private static String read(String file) {
    return Scripting.read(Scripting.ROOT.resolve(file));
  }

  private static List<String> javaBlocks(String file) {
    return JAVA.matcher(read(file)).results().map((MatchResult r) -> r.group(1)).toList();
  }

  private String onTheFakeHost(String code) {
    return code.replace("qemu:///system", "fake:///")
        .replace("Path.of(\"", "Path.of(\"" + folder + "/");
  }
}
