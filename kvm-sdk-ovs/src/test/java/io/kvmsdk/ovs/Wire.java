package io.kvmsdk.ovs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What passes between two hosts as tcpdump sees it, without ARP and IKE. */
final class Wire implements AutoCloseable {
  private static final String FILTER = "not arp and not icmp6 and not port 500 and not port 4500";

  private final Process tcpdump;
  private final Path seen;

  private Wire(Process tcpdump, Path seen) {
    this.tcpdump = tcpdump;
    this.seen = seen;
  }

  /** From now on. */
  static Wire watch(SwitchHost host, Path folder) throws IOException {
    Path seen = Files.createTempFile(folder, "wire", "");
    Process tcpdump =
        new ProcessBuilder(
                List.of(
                    "ip",
                    "netns",
                    "exec",
                    host.namespace(),
                    "tcpdump",
                    "-n",
                    "-l",
                    "--immediate-mode",
                    "-i",
                    "kvmsdk-u",
                    FILTER))
            .redirectOutput(seen.toFile())
            .start();
    String line;
    do {
      line = tcpdump.errorReader().readLine();
      if (line == null) {
        throw new AssertionError("tcpdump does not listen");
      }
    } while (!line.startsWith("listening on"));
    return new Wire(tcpdump, seen);
  }

  /** So far. */
  List<String> encrypted() {
    return packets(true);
  }

  /** All that is not ESP, so far. */
  List<String> clear() {
    return packets(false);
  }

  private List<String> packets(boolean esp) {
    try (var lines = Files.lines(seen)) {
      return lines.filter(line -> line.contains(": ESP(spi=") == esp).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tcpdump.destroy();
  }
}
