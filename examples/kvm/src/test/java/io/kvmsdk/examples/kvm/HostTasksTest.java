package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks that work on a host, one after the other on one fake host. */
class HostTasksTest {
  @TempDir Path folder;
  private String uri;
  private Path iso;
  private Path preseed;

  @BeforeEach
  void makeInput() throws IOException {
    uri = "fake://" + folder.resolve("host");
    iso = folder.resolve("sample.iso");
    preseed = folder.resolve("answers.cfg");
    SampleInstaller.write(iso);
    Files.writeString(preseed, "d-i netcfg/get_hostname string web\n");
  }

  @Test
  void install_listsItsPlanAndEndsWithAnAddress() {
    ToolRun run = install("web").succeeded();

    assertThat(run.out())
        .contains("CREATE    domain 'web': define", "100%")
        .containsPattern("web runs at 192\\.168\\.122\\.\\d+\n");
  }

  @Test
  void install_asDryRun_changesNothing() throws IOException {
    List<Path> before = files();

    ToolRun run = install("web", "--dry-run").succeeded();

    assertThat(run.out()).contains("CREATE    domain 'web': define").doesNotContain("runs");
    assertThat(names()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void list_showsNameStateSizeAndAddress() {
    install("web");

    ToolRun run = ToolRun.of("list", "--connect", uri).succeeded();

    assertThat(run.out().lines().toList())
        .satisfiesExactly(
            header -> assertThat(header).startsWith("NAME"),
            row -> assertThat(row).matches("web +running +1\\.0 GiB +1 +192\\.168\\.122\\.\\d+"));
  }

  @Test
  void dumpxml_printsLibvirtsDocument() {
    install("web");

    ToolRun run = ToolRun.of("dumpxml", "--connect", uri, "web").succeeded();

    assertThat(run.out()).contains("<domain", "<name>web</name>");
  }

  @Test
  void delete_takesTheDiskWithIt() throws IOException {
    install("web");

    ToolRun.of("delete", "--connect", uri, "web").succeeded();

    assertThat(names()).isEmpty();
    assertThat(files()).noneMatch(f -> f.toString().endsWith(".qcow2"));
  }

  @Test
  void delete_keepsTheDiskWhenToldTo() throws IOException {
    install("web");

    ToolRun.of("delete", "--connect", uri, "--keep-disks", "web").succeeded();

    assertThat(names()).isEmpty();
    assertThat(files()).anyMatch(f -> f.endsWith("web-vda.qcow2"));
  }

  @Test
  void delete_asDryRun_changesNothing() throws IOException {
    install("web");
    List<Path> before = files();

    ToolRun run = ToolRun.of("delete", "--connect", uri, "--dry-run", "web").succeeded();

    assertThat(run.out()).contains("DELETE    storage volume 'web-vda.qcow2'");
    assertThat(names()).containsExactly("web");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void golden_thenSpawn_givesMachinesOfTheirOwn() {
    Path image = folder.resolve("image.qcow2");
    BootableDisk.write(image);
    ToolRun.of("golden", "--connect", uri, "--image", image.toString(), "debian").succeeded();

    ToolRun run =
        ToolRun.of("spawn", "--connect", uri, "--golden", "debian", "--count", "2", "web")
            .succeeded();

    assertThat(run.out()).containsPattern("web-1 runs at .*\nweb-2 runs at 192\\.168\\.122\\.");
    assertThat(names()).containsExactlyInAnyOrder("web-1", "web-2");
    ToolRun.of("consolidate", "--connect", uri, "web-1").succeeded();
    ToolRun.of("nuke", "--connect", uri, "web-2").succeeded();
    assertThat(names()).containsExactly("web-1");
    assertThat(ToolRun.of("detect", "--connect", uri, "web-1").succeeded().out())
        .matches("192\\.168\\.122\\.\\d+\n");
  }

  @Test
  void spawn_whenThereIsNoSuchImage_leavesNothing() throws IOException {
    List<Path> before = files();

    ToolRun.of("spawn", "--connect", uri, "--golden", "debian", "web")
        .failedSaying("golden image 'debian'");

    assertThat(names()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void golden_asDryRun_changesNothing() throws IOException {
    Path image = folder.resolve("image.qcow2");
    BootableDisk.write(image);
    List<Path> before = files();

    ToolRun.of("golden", "--connect", uri, "--image", image.toString(), "--dry-run", "debian")
        .succeeded();

    assertThat(files()).isEqualTo(before);
  }

  @Test
  void install_whenTheNameIsTaken_keepsWhatIsThere() throws IOException {
    install("web");
    List<Path> before = files();

    install("web").failedSaying("domain 'web'", "delete it first");

    assertThat(names()).containsExactly("web");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void install_whenThePoolIsMissing_leavesNothing() throws IOException {
    List<Path> before = files();

    install("web", "--pool", "fast").failedSaying("storage pool 'fast'", "default");

    assertThat(names()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void install_whenTheNetworkIsMissing_leavesNothing() throws IOException {
    List<Path> before = files();

    install("web", "--network", "lab").failedSaying("network 'lab'", "default");

    assertThat(names()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void install_whenInterrupted_leavesNothing() throws IOException {
    List<Path> before = files();

    Thread.currentThread().interrupt();
    ToolRun run = install("web");

    assertThat(Thread.interrupted()).isTrue();
    run.failedSaying("interrupted");
    assertThat(names()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void dumpxmlAndDelete_whenThereIsNoSuchDomain_sayWhichThereAre() {
    install("web");

    ToolRun.of("dumpxml", "--connect", uri, "db").failedSaying("domain 'db'", "web");
    ToolRun.of("delete", "--connect", uri, "db").failedSaying("domain 'db'", "web");
  }

  private ToolRun install(String name, String... more) {
    List<Object> arguments = new ArrayList<>(List.of("install", "--connect", uri, "--name", name));
    arguments.addAll(List.of("--memory", "1GiB", "--disk", "4GiB", "--iso", iso));
    arguments.addAll(List.of("--answers", preseed));
    arguments.addAll(List.of(more));
    return ToolRun.of(arguments.toArray());
  }

  private List<String> names() {
    try (Hypervisor kvm = Kvm.connect(uri)) {
      return kvm.domains().list().stream().map(d -> d.name()).toList();
    }
  }

  private List<Path> files() throws IOException {
    try (Hypervisor kvm = Kvm.connect(uri);
        Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
