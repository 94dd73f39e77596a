package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.testkit.contract.Leftovers;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A pool and a network of a test's own for guests that really boot, and what these say. */
final class GoldenHost implements AutoCloseable {
  static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA nobody";

  private static final Duration TO_BOOT = Duration.ofMinutes(8);

  /** The last one of a log may still be on its way. */
  private static final Pattern WHOLE_READY_LINE = Pattern.compile(".*GOLDEN-READY.*root=.*\\R");

  final String run = "kvmsdk-" + UUID.randomUUID().toString().substring(0, 8);
  final Hypervisor kvm = QemuDriver.connect();

  /** A network of this run's own, since a host refuses two of the same. */
  final Cidr gateway =
      Cidr.of("10.%d.%d.1/24".formatted(run.charAt(7) % 50 + 100, run.hashCode() & 0xff));

  final Path folder = Path.of(ContractDriver.QEMU.poolFolder(run));

  final StoragePool pool;

  GoldenHost() {
    pool = kvm.storagePools().define(StoragePoolSpec.dir(run, folder.toString()));
    pool.build();
    pool.start();
    kvm.networks().define(NetworkSpec.nat(run, gateway)).start();
  }

  /** A machine with the plainest processor: TCG takes a fifth longer for AVX. */
  DomainSpec.Builder machine(Path consoleLog) {
    return DomainSpec.builder()
        .name(run)
        .memory(ByteSize.mib(512))
        .addRawXml("<cpu mode='custom'><model>qemu64</model></cpu>")
        .consoleLog(consoleLog.toString());
  }

  /** What a guest said of itself in its {@code count}th boot. */
  Map<String, String> said(Path consoleLog, int count) {
    return kvm.pacer()
        .await(
            Subject.of("file", consoleLog),
            "waiting for GOLDEN-READY",
            TO_BOOT,
            () -> lines(consoleLog).stream().skip(count - 1L).findFirst().map(GoldenHost::words),
            () -> "Look at the console's log");
  }

  private static List<String> lines(Path log) {
    try {
      return WHOLE_READY_LINE
          .matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
          .results()
          .map(MatchResult::group)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> words(String line) {
    Map<String, String> words = new HashMap<>();
    for (String word : line.strip().split(" ")) {
      Optional.of(word.indexOf('='))
          .filter(i -> i > 0)
          .ifPresent(i -> words.put(word.substring(0, i), word.substring(i + 1)));
    }
    return words;
  }

  /** What sshd at {@code address} shows to a stranger. */
  static String scannedHostKey(InetAddress address) {
    String host = address.getHostAddress();
    return Tool.run("ssh-keyscan", "-T", "60", "-t", "ed25519", host)
        .orFail()
        .output()
        .lines()
        .filter(l -> l.startsWith(host))
        .findFirst()
        .orElseThrow()
        .split(" ")[2];
  }

  @Override
  public void close() {
    try {
      Leftovers.remove(kvm, run);
    } finally {
      kvm.close();
    }
  }
}
