package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupExport;
import io.kvmsdk.domain.BackupServer;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.PullBackup;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.testkit.contract.HypervisorContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a guest that writes all the while; QEMU's own programs read them. */
@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class QemuBackupContentTest extends HypervisorContract {
  private static final long SECTOR = 512;
  private static final long CLUSTER = 64 << 10;

  @TempDir Path local;

  private WritingGuest guest;
  private Domain domain;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @BeforeEach
  void startWriting() {
    guest = WritingGuest.start(kvm, run, local);
    domain = guest.domain();
    guest.awaitMore(kvm);
  }

  private Path copy(String name) {
    return guest.disk().resolveSibling(name);
  }

  private Path push(String name, String... since) {
    Path copy = copy(name);
    BackupDisk disk = BackupDisk.file("vdb", copy.toString());
    BackupSpec.Builder spec = BackupSpec.builder().checkpoint(name);
    for (String before : since) {
      disk = disk.over(copy(before).toString());
      spec.since(before);
    }
    domain.backups().push(spec.addDisk(disk).build());
    Tool.run("qemu-img", "check", "-q", "-f", "qcow2", copy).orFail();
    return copy;
  }

  private Path raw(Object... source) {
    Path raw = local.resolve("seen.raw");
    Tool.run(
            Stream.concat(
                    Stream.concat(Stream.of("qemu-img", "convert"), Stream.of(source)),
                    Stream.of("-O", "raw", raw))
                .toArray())
        .orFail();
    return raw;
  }

  @Test
  void eachBackup_isTheDiskAtOneMoment_andTheLastIsTheDisk() throws IOException {
    Path full = push("full");
    guest.awaitMore(kvm);
    Path first = push("first", "full");
    guest.awaitMore(kvm);
    domain.suspend();
    Path second = push("second", "first");
    domain.destroy();

    int atFull = WritingGuest.sectors(raw("-f", "qcow2", full));
    int atFirst = WritingGuest.sectors(raw("-f", "qcow2", first));
    int atSecond = WritingGuest.sectors(raw("-f", "qcow2", second));
    assertThat(List.of(0, atFull, atFirst, atSecond)).isSorted().doesNotHaveDuplicates();
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "qcow2", second, guest.disk()).orFail();
    assertThat(firstOwnByte(second)).isGreaterThanOrEqualTo(atFirst * SECTOR / CLUSTER * CLUSTER);
  }

  /** Where the first cluster lies that an image has itself, and not one below it. */
  private static long firstOwnByte(Path image) {
    String map =
        Tool.run("qemu-img", "map", "--output=json", "-f", "qcow2", image).orFail().output();
    Pattern own = Pattern.compile("\"start\": (\\d+), [^}]*\"depth\": 0, [^}]*\"data\": true");
    return own.matcher(map)
        .results()
        .mapToLong(m -> Long.parseLong(m.group(1)))
        .min()
        .orElseThrow();
  }

  @Test
  void pulledDisks_standStill_andTheBitmapTellsWhatIsNew() throws IOException {
    Path full = push("full");
    Path before = Files.copy(raw("-f", "qcow2", full), local.resolve("before.raw"));
    guest.awaitMore(kvm);
    String socket = "/var/lib/libvirt/qemu/" + run + ".sock";

    try (PullBackup backup =
        domain
            .backups()
            .pull(
                b ->
                    b.server(BackupServer.unix(socket))
                        .since("full")
                        .addDisk(BackupDisk.of("vdb")))) {
      BackupExport export = backup.exports().get(0);
      int seen = WritingGuest.sectors(raw(export.uri()));
      guest.awaitMore(kvm);
      Path later = raw(export.uri());
      assertThat(WritingGuest.sectors(later)).isEqualTo(seen);
      assertThat(seen).isGreaterThan(WritingGuest.sectors(before));
      copyWhatIsNew(export, socket, later, before);
      assertThat(Files.mismatch(before, later)).isEqualTo(-1);
    }
    assertThat(Path.of(socket)).doesNotExist();
    try (Stream<Path> left = Files.list(guest.disk().getParent())) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("boot", "data.qcow2", "full");
    }
  }

  /** QEMU shows a bitmap as if what is dirty were not allocated. */
  private static void copyWhatIsNew(BackupExport export, String socket, Path from, Path to)
      throws IOException {
    String map =
        Tool.run(
                "qemu-img",
                "map",
                "--output=json",
                "--image-opts",
                "driver=nbd,server.type=unix,server.path=%s,export=%s,x-dirty-bitmap=%s"
                    .formatted(socket, export.name(), export.context().orElseThrow()))
            .orFail()
            .output();
    Pattern dirty = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+),[^}]*\"data\": false");
    List<MatchResult> found = dirty.matcher(map).results().toList();
    assertThat(found).isNotEmpty();
    try (RandomAccessFile source = new RandomAccessFile(from.toFile(), "r");
        RandomAccessFile target = new RandomAccessFile(to.toFile(), "rw")) {
      for (MatchResult extent : found) {
        byte[] bytes = new byte[Integer.parseInt(extent.group(2))];
        source.seek(Long.parseLong(extent.group(1)));
        source.readFully(bytes);
        target.seek(Long.parseLong(extent.group(1)));
        target.write(bytes);
      }
    }
  }

  @Test
  void exports_overTcp_areReadAsWell() throws IOException {
    try (PullBackup backup =
        domain
            .backups()
            .pull(
                b ->
                    b.server(BackupServer.tcp("127.0.0.1", 10998)).addDisk(BackupDisk.of("vdb")))) {
      assertThat(WritingGuest.sectors(raw(backup.exports().get(0).uri()))).isPositive();
    }
  }

  /** A tmpfs, so that nothing else gets full. */
  @Test
  void push_leavesNothing_whereThereIsNoRoom() throws IOException {
    Path small = Files.createDirectory(copy("small"));
    Tool.run("mount", "-t", "tmpfs", "-o", "size=256k,mode=0711", "kvmsdk", small).orFail();
    try {
      assertThatThrownBy(
              () -> domain.backups().push(b -> b.folder(small.toString()).checkpoint("one")))
          .isInstanceOf(KvmException.class)
          .hasMessageContaining(domain.name());
      assertThat(small).isEmptyDirectory();
      assertThat(domain.checkpoints().list()).isEmpty();
      assertThat(domain.job()).isEmpty();
      assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    } finally {
      Tool.run("umount", small).orFail();
      Files.delete(small);
    }
    push("full");
  }
}
