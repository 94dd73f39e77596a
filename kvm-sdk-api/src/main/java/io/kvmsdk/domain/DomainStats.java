package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One domain's statistics, as they were at one moment. What was not asked for, or is not known of a
 * domain that is off, is empty. libvirt: {@code virDomainStatsRecord}.
 *
 * @param fields all that libvirt told, by its own names, as {@code block.0.rd.bytes}: whole numbers
 *     as Long, others as Double, Boolean or String
 */
public record DomainStats(String name, UUID uuid, Map<String, Object> fields) {
  public DomainStats {
    Objects.requireNonNull(name);
    Objects.requireNonNull(uuid);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * Processor time of the host.
   *
   * @param time in all
   * @param user of that, in user space
   * @param system of that, in the kernel
   */
  public record Cpu(Duration time, Duration user, Duration system) {}

  /**
   * The guest's memory. What the guest itself has to tell is empty without its balloon driver.
   *
   * @param current what the domain has now
   * @param maximum what it may be given
   * @param available what the guest sees
   * @param unused what nothing in the guest uses
   * @param usable what the guest could use without swapping
   * @param diskCaches what the guest could give up of its caches
   * @param residentSet what of the host's memory its QEMU holds
   * @param lastUpdate when the guest last told
   */
  public record Balloon(
      ByteSize current,
      ByteSize maximum,
      Optional<ByteSize> available,
      Optional<ByteSize> unused,
      Optional<ByteSize> usable,
      Optional<ByteSize> diskCaches,
      Optional<ByteSize> residentSet,
      Optional<ByteSize> swapIn,
      Optional<ByteSize> swapOut,
      OptionalLong majorFaults,
      OptionalLong minorFaults,
      Optional<Instant> lastUpdate) {}

  /** What a virtual processor is doing. libvirt: {@code virVcpuState}, in its order. */
  public enum VcpuState {
    OFFLINE,
    RUNNING,
    BLOCKED
  }

  /**
   * A virtual processor.
   *
   * @param time that the host's processors spent on it
   * @param waited for a processor of the host
   */
  public record Vcpu(
      int number, VcpuState state, Optional<Duration> time, Optional<Duration> waited) {}

  /** What went through a network card, seen from the guest. */
  public record Traffic(long bytes, long packets, long errors, long drops) {}

  /**
   * A network card.
   *
   * @param name the host's, as {@code vnet0}
   */
  public record NetworkInterface(String name, Traffic received, Traffic sent) {}

  /**
   * Requests of one kind to an image.
   *
   * @param time that they took in all
   */
  public record Requests(long count, ByteSize bytes, Duration time) {}

  /**
   * A disk, or one of the images below it.
   *
   * @param name of the disk, as {@code vda}
   * @param backingIndex of an image below the top one
   * @param path empty for an empty drive
   * @param read, and the next two, empty while the domain is off
   * @param allocation what the image takes on the host
   * @param capacity what the guest sees
   * @param physical how long the image's file is
   */
  public record Block(
      String name,
      OptionalLong backingIndex,
      Optional<String> path,
      Optional<Requests> read,
      Optional<Requests> written,
      Optional<Requests> flushed,
      Optional<ByteSize> allocation,
      Optional<ByteSize> capacity,
      Optional<ByteSize> physical) {}

  /** A thread for the input and output of disks, and how long it polls at most. */
  public record IoThread(int number, Optional<Duration> pollMax) {}

  /** The bandwidth of a monitor's memory on a NUMA node of the host. */
  public record MemoryBandwidth(
      String monitor, String vcpus, long node, ByteSize local, ByteSize total) {}

  private StatsFields in(String prefix) {
    return new StatsFields(fields, prefix);
  }

  public Optional<DomainState> state() {
    OptionalLong state = in("state.").number("state");
    DomainState[] known = DomainState.values();
    return state.isEmpty()
        ? Optional.empty()
        : Optional.of(
            state.getAsLong() < known.length
                ? known[(int) state.getAsLong()]
                : DomainState.NOSTATE);
  }

  public Optional<Cpu> cpu() {
    StatsFields cpu = in("cpu.");
    return cpu.nanos("time")
        .map(
            time ->
                new Cpu(
                    time,
                    cpu.nanos("user").orElse(Duration.ZERO),
                    cpu.nanos("system").orElse(Duration.ZERO)));
  }

  public Optional<Balloon> balloon() {
    StatsFields b = in("balloon.");
    OptionalLong told = b.number("last-update");
    return b.kib("maximum")
        .map(
            maximum ->
                new Balloon(
                    b.kib("current").orElse(maximum),
                    maximum,
                    b.kib("available"),
                    b.kib("unused"),
                    b.kib("usable"),
                    b.kib("disk_caches"),
                    b.kib("rss"),
                    b.kib("swap_in"),
                    b.kib("swap_out"),
                    b.number("major_fault"),
                    b.number("minor_fault"),
                    told.orElse(0) == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochSecond(told.getAsLong()))));
  }

  /** Those plugged in. */
  public List<Vcpu> vcpus() {
    StatsFields all = in("vcpu.");
    return all.items("maximum", n -> vcpu(n, all.below(n + ".")))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Vcpu> vcpu(int number, StatsFields vcpu) {
    OptionalLong state = vcpu.number("state");
    if (state.isEmpty()) {
      return Optional.empty();
    }
    VcpuState known = VcpuState.values()[(int) Math.min(state.getAsLong(), 2)];
    return Optional.of(new Vcpu(number, known, vcpu.nanos("time"), vcpu.nanos("wait")));
  }

  /** Those that the host has a device for, so none of a domain that is off. */
  public List<NetworkInterface> interfaces() {
    StatsFields all = in("net.");
    return all.items("count", n -> all.below(n + "."))
        .filter(nic -> nic.text("name").isPresent())
        .map(
            nic ->
                new NetworkInterface(
                    nic.text("name").orElse(""),
                    traffic(nic.below("rx.")),
                    traffic(nic.below("tx."))))
        .toList();
  }

  private static Traffic traffic(StatsFields f) {
    return new Traffic(f.count("bytes"), f.count("pkts"), f.count("errs"), f.count("drop"));
  }

  /** With the images below, where the query asked for them. */
  public List<Block> blocks() {
    StatsFields all = in("block.");
    return all.items("count", n -> all.below(n + "."))
        .map(
            f ->
                new Block(
                    f.text("name").orElse(""),
                    f.number("backingIndex"),
                    f.text("path"),
                    requests(f.below("rd.")),
                    requests(f.below("wr.")),
                    requests(f.below("fl.")),
                    f.bytes("allocation"),
                    f.bytes("capacity"),
                    f.bytes("physical")))
        .toList();
  }

  private static Optional<Requests> requests(StatsFields f) {
    OptionalLong count = f.number("reqs");
    return count.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Requests(
                count.getAsLong(),
                f.bytes("bytes").orElse(ByteSize.ZERO),
                f.nanos("times").orElse(Duration.ZERO)));
  }

  public List<IoThread> ioThreads() {
    StatsFields all = in("iothread.");
    return fields.keySet().stream()
        .filter(name -> name.matches("iothread\\.\\d+\\.poll-max-ns"))
        .map(name -> Integer.valueOf(name.split("\\.", 3)[1]))
        .map(n -> new IoThread(n, all.below(n + ".").nanos("poll-max-ns")))
        .toList();
  }

  /** The counters that were switched on for the domain, by libvirt's names, as {@code cmt}. */
  public Map<String, Long> perf() {
    return counters("perf.");
  }

  /** What the hypervisor itself counts, by its own names. */
  public Map<String, Long> vm() {
    return counters("vm.");
  }

  private Map<String, Long> counters(String prefix) {
    Map<String, Long> counters = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && value instanceof Long number) {
            counters.put(name.substring(prefix.length()), number);
          }
        });
    return Collections.unmodifiableMap(counters);
  }

  public List<MemoryBandwidth> memoryBandwidths() {
    StatsFields all = in("memory.bandwidth.monitor.");
    return all.items("count", n -> all.below(n + "."))
        .flatMap(m -> m.below("node.").items("count", n -> bandwidth(m, n)))
        .toList();
  }

  private static MemoryBandwidth bandwidth(StatsFields monitor, int number) {
    StatsFields node = monitor.below("node." + number + ".");
    return new MemoryBandwidth(
        monitor.text("name").orElse(""),
        monitor.text("vcpus").orElse(""),
        node.count("id"),
        node.bytes("bytes.local").orElse(ByteSize.ZERO),
        node.bytes("bytes.total").orElse(ByteSize.ZERO));
  }

  /** How fast the guest writes to its memory, in MiB/s, where that was measured. */
  public OptionalDouble dirtyRate() {
    OptionalLong rate = in("dirtyrate.").number("megabytes_per_second");
    return rate.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) rate.getAsLong());
  }
}
