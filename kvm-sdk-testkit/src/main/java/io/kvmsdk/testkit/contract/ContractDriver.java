package io.kvmsdk.testkit.contract;

import static java.util.Map.entry;

import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The drivers that the suites run on, where their hosts make folders, and what each of them lacks:
 * the one place where that is said. Tests hold it against the drivers and the README.
 */
public enum ContractDriver {
  /** The testkit's own. */
  FAKE("fake", "The fake", "/srv", entry(Capability.SAME_FILES, "its root is a folder of its own")),

  /** libvirt's test driver; its guests obey at once, and so hear a shutdown. */
  TEST(
      "test",
      "libvirt's test driver",
      "/nowhere",
      entry(Capability.GUESTS, "nothing runs in its domains"),
      entry(Capability.STATE_CHECKS, "some calls succeed in any state"),
      entry(Capability.ALL_EVENTS, "it leaves some out, and has them in another order"),
      entry(Capability.POWER_OPTIONS, "it knows none, and a reset is not told of"),
      entry(Capability.START_CHECKS, "it does not look at what a domain needs"),
      entry(Capability.LEASES, "its networks are names alone"),
      entry(Capability.REAL_FILES, "its pools are names alone"),
      entry(Capability.SAME_FILES, "its pools are names alone"),
      entry(Capability.EXTERNAL_SNAPSHOTS, "its disks have no images"),
      entry(Capability.BACKUPS, "its checkpoints are names alone"),
      entry(Capability.BLOCK_JOBS, "its disks have no images"),
      entry(Capability.CONSOLES, "its guests say nothing"),
      entry(Capability.GUEST_AGENT, "it answers some calls itself, and has nothing else to ask"),
      entry(Capability.MONITOR, "its domains are no QEMU's"),
      entry(Capability.HOTPLUG, "it has no such calls"),
      entry(Capability.NETWORK_UPDATES, "its networks have one document each"),
      entry(Capability.VOLUME_CONTENT, "its volumes have none"),
      entry(Capability.CLONES_BETWEEN_POOLS, "it looks for the source in the target's pool"),
      entry(Capability.STATISTICS, "it has the state alone"),
      entry(Capability.JOBS, "its jobs are over at once"),
      entry(Capability.SECRETS, "it has none"),
      entry(Capability.NW_FILTERS, "it has none"),
      entry(Capability.PCI_DEVICES, "its host has two SCSI adapters alone"),
      entry(Capability.CPU_MODELS, "it tells nothing of what its domains can have")),

  /** A real host under libvirt, into whose own folder QEMU's user may go. */
  QEMU(
      "qemu",
      "QEMU",
      "/var/lib/libvirt/images",
      entry(Capability.GUESTS_THAT_LISTEN, "the suites' guests have no operating system"));

  private final String scheme;
  private final String words;
  private final String folder;
  private final Map<Capability, String> gaps;

  @SafeVarargs
  @SuppressWarnings("varargs") // ofEntries only reads them
  ContractDriver(
      String scheme, String words, String folder, Map.Entry<Capability, String>... gaps) {
    this.scheme = scheme;
    this.words = words;
    this.folder = folder;
    this.gaps = new EnumMap<>(Map.ofEntries(gaps));
  }

  /** The one behind a connection; empty for a driver that is not in the table. */
  public static Optional<ContractDriver> of(URI uri) {
    String scheme = uri.getScheme().split("\\+", 2)[0];
    return Stream.of(values()).filter(d -> d.scheme.equals(scheme)).findFirst();
  }

  /** A folder of that name that the host can make, as a pool's target. */
  public String poolFolder(String name) {
    return folder + "/" + name;
  }

  /** What it lacks, and why. */
  public Map<Capability, String> gaps() {
    return Map.copyOf(gaps);
  }

  /** The whole table, as the README shows it: a row for each capability that a driver lacks. */
  public static String table() {
    String head =
        Stream.of(values()).map(d -> d.words).collect(Collectors.joining(" | ", "| | ", " |\n"));
    String line = "|" + "---|".repeat(values().length + 1) + "\n";
    return head
        + line
        + Arrays.stream(Capability.values())
            .filter(c -> Stream.of(values()).anyMatch(d -> d.gaps.containsKey(c)))
            .map(ContractDriver::row)
            .collect(Collectors.joining());
  }

  private static String row(Capability capability) {
    return Stream.of(values())
        .map(d -> d.gaps.containsKey(capability) ? "no: " + d.gaps.get(capability) : "yes")
        .collect(Collectors.joining(" | ", "| " + capability + " | ", " |\n"));
  }

  @Override
  public String toString() {
    return words;
  }
}
