package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.immutables.value.Value;

/**
 * What a virtual machine should be: libvirt's {@code <domain>} document as a value.
 *
 * <p>Name, memory, a disk and a network are enough; whatever is left empty is filled in from what
 * the host can do when the domain is defined.
 *
 * <pre>{@code
 * DomainSpec.builder()
 *     .name("web")
 *     .memory(ByteSize.gib(2))
 *     .disk(ByteSize.gib(20))
 *     .network("default")
 *     .build();
 * }</pre>
 */
@Value.Immutable
@SpecStyle
public abstract class DomainSpec {
  private static final ByteSize LEAST_MEMORY = ByteSize.mib(1);
  private static final int MOST_VCPUS = 4096;

  DomainSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  public abstract String name();

  /** libvirt makes one up where it is empty. */
  public abstract Optional<UUID> uuid();

  public abstract Optional<String> title();

  public abstract Optional<String> description();

  /** At least 1 MiB; libvirt rounds it up to whole KiB. */
  public abstract ByteSize memory();

  /** What the balloon leaves it when it starts; all of {@link #memory} where it is empty. */
  public abstract Optional<ByteSize> currentMemory();

  /** What it can have with memory in {@link #memorySlots}; without slots where it is empty. */
  public abstract Optional<ByteSize> maxMemory();

  /** How many memory devices can be plugged in; only with {@link #maxMemory}, which needs it. */
  public abstract OptionalInt memorySlots();

  @Value.Default
  public MemoryBackingSpec memoryBacking() {
    return MemoryBackingSpec.builder().build();
  }

  /** Those it has when it starts, 1 to 4096; as many as the topology of {@link #cpu} has, or 1. */
  @Value.Default
  public int vcpus() {
    return cpu().hasTopology() ? (int) Math.min(cpu().places(), MOST_VCPUS + 1L) : 1;
  }

  /** How many it can be given while it runs; {@link #vcpus} where it is empty. */
  public abstract OptionalInt maxVcpus();

  @Value.Default
  public CpuSpec cpu() {
    return CpuSpec.builder().build();
  }

  /** Threads of QEMU that serve the disks and controllers that name them; numbered from 1. */
  public abstract OptionalInt ioThreads();

  @Value.Default
  public Accelerator accelerator() {
    return Accelerator.AUTO;
  }

  /** As {@code x86_64}; the host's own where it is empty. */
  public abstract Optional<String> architecture();

  /** As {@code q35}; where it is empty, q35 if the host has it, else its default. */
  public abstract Optional<String> machine();

  /** BIOS where it is empty and the architecture has one, else UEFI. */
  public abstract Optional<Firmware> firmware();

  @Value.Default
  public BootSpec boot() {
    return BootSpec.builder().build();
  }

  @Value.Default
  public SmbiosSpec smbios() {
    return SmbiosSpec.builder().build();
  }

  @Value.Default
  public ClockOffset clock() {
    return ClockOffset.utc();
  }

  @Value.Default
  public TuningSpec tuning() {
    return TuningSpec.builder().build();
  }

  /** One for each model of access control; libvirt's own where it is empty. */
  public abstract List<SecurityLabel> securityLabels();

  /** What programs keep with the domain: elements, each in a namespace of its own. */
  public abstract List<String> metadata();

  public abstract List<DiskSpec> disks();

  public abstract List<InterfaceSpec> interfaces();

  /** Screens to look at from afar; none where it is empty. */
  public abstract List<GraphicsSpec> graphics();

  /**
   * Devices of all other kinds. A domain gets one of each that is missing of: a serial port, a
   * graphics card, random numbers from /dev/urandom, and what its disks need.
   */
  public abstract List<DeviceSpec> devices();

  /** The {@link #devices} of one kind. */
  public final <D extends DeviceSpec> List<D> devices(Class<D> kind) {
    return devices().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * A file on the host that gets all that the guest writes to its first serial port. The port
   * itself is there in any case.
   */
  public abstract Optional<String> consoleLog();

  /** Whether there is a channel for the QEMU guest agent. */
  @Value.Default
  public boolean guestAgent() {
    return true;
  }

  @Value.Default
  public LifecycleAction onPoweroff() {
    return LifecycleAction.DESTROY;
  }

  @Value.Default
  public LifecycleAction onReboot() {
    return LifecycleAction.RESTART;
  }

  @Value.Default
  public LifecycleAction onCrash() {
    return LifecycleAction.DESTROY;
  }

  /** Elements to add to {@code <devices>} as they are, each a well-formed element. */
  public abstract List<String> rawDevices();

  /**
   * Elements to add to the document, each well-formed. One that the document has from the spec
   * already, as {@code <os>} or {@code <cpu>}, takes the attributes and elements of the raw one;
   * raw {@code <features>} stand for themselves.
   */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation v = Validation.of("domain", name()).name(name());
    v.require(memory().compareTo(LEAST_MEMORY) >= 0, "memory must be at least " + LEAST_MEMORY);
    v.require(vcpus() >= 1 && vcpus() <= MOST_VCPUS, "vcpus must be 1 to " + MOST_VCPUS);
    title().ifPresent(t -> v.text("title", t).require(t.indexOf('\n') < 0, "title has two lines"));
    description().ifPresent(d -> v.text("description", d));
    consoleLog()
        .ifPresent(l -> v.require(l.startsWith("/"), "consoleLog must be an absolute path"));
    machine(v);
    v.require(distinct(disks(), DiskSpec::target), "two disks have the same target");
    v.require(
        distinct(interfaces(), i -> i.teamed() ? Optional.empty() : i.mac()),
        "two interfaces have the same MAC address");
    v.metadata(metadata()).rawXml(rawDevices()).rawXml(rawXml()).orThrow();
  }

  private void machine(Validation v) {
    int most = maxVcpus().orElse(vcpus());
    v.require(most >= vcpus() && most <= MOST_VCPUS, "maxVcpus must be vcpus to " + MOST_VCPUS)
        .require(
            !cpu().hasTopology() || cpu().places() == most,
            "the topology has places for " + cpu().places() + " vcpus, not " + most)
        .require(ioThreads().orElse(0) >= 0, "ioThreads must not be negative")
        .require(
            currentMemory().map(c -> c.compareTo(memory()) <= 0).orElse(true),
            "currentMemory must not be more than memory")
        .require(
            maxMemory().map(m -> m.compareTo(memory()) >= 0).orElse(true),
            "maxMemory must not be less than memory")
        .require(
            maxMemory().isPresent() == memorySlots().isPresent() && memorySlots().orElse(1) >= 1,
            "maxMemory and memorySlots, at least 1, need each other")
        .require(
            boot().secureBoot().isEmpty() || firmware().equals(Optional.of(Firmware.UEFI)),
            "secureBoot needs firmware UEFI")
        .require(
            boot().loader().isEmpty() || firmware().isEmpty(),
            "a loader of one's own is the firmware");
  }

  private static <T, K> boolean distinct(List<T> devices, Function<T, Optional<K>> key) {
    List<K> keys = devices.stream().map(key).flatMap(Optional::stream).toList();
    return keys.stream().filter(Objects::nonNull).distinct().count() == keys.size();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link DomainSpec}. */
  public static final class Builder extends ImmutableDomainSpec.Builder
      implements DeviceBuilder<Builder> {
    Builder() {}

    /** Adds a disk of {@code size} on a new volume; see {@link DiskSpec#ofSize}. */
    public Builder disk(ByteSize size) {
      return addDisk(DiskSpec.ofSize(size));
    }

    /** Adds a disk. */
    public Builder disk(Consumer<DiskSpec.Builder> disk) {
      DiskSpec.Builder builder = DiskSpec.builder();
      disk.accept(builder);
      return addDisk(builder.build());
    }

    /** Adds a virtio interface on the libvirt network {@code name}. */
    public Builder network(String name) {
      return addInterface(InterfaceSpec.network(name));
    }

    /** Adds a network interface. */
    public Builder networkInterface(Consumer<InterfaceSpec.Builder> networkInterface) {
      InterfaceSpec.Builder builder = InterfaceSpec.builder();
      networkInterface.accept(builder);
      return addInterface(builder.build());
    }

    /** What the processor is to be. */
    public Builder cpu(Consumer<CpuSpec.Builder> cpu) {
      CpuSpec.Builder builder = CpuSpec.builder();
      cpu.accept(builder);
      return cpu(builder.build());
    }

    /** What the memory is to be made of. */
    public Builder memoryBacking(Consumer<MemoryBackingSpec.Builder> backing) {
      MemoryBackingSpec.Builder builder = MemoryBackingSpec.builder();
      backing.accept(builder);
      return memoryBacking(builder.build());
    }

    /** How it is to boot. */
    public Builder boot(Consumer<BootSpec.Builder> boot) {
      BootSpec.Builder builder = BootSpec.builder();
      boot.accept(builder);
      return boot(builder.build());
    }

    /** What the guest is to read of its maker. */
    public Builder smbios(Consumer<SmbiosSpec.Builder> smbios) {
      SmbiosSpec.Builder builder = SmbiosSpec.builder();
      smbios.accept(builder);
      return smbios(builder.build());
    }

    /** What of the host it may use. */
    public Builder tuning(Consumer<TuningSpec.Builder> tuning) {
      TuningSpec.Builder builder = TuningSpec.builder();
      tuning.accept(builder);
      return tuning(builder.build());
    }

    /** Adds a screen to look at from afar. */
    public Builder graphics(GraphicsSpec graphics) {
      return addGraphics(graphics);
    }

    /** Adds a screen to look at from afar. */
    public Builder graphics(Consumer<GraphicsSpec.Builder> graphics) {
      GraphicsSpec.Builder builder = GraphicsSpec.builder();
      graphics.accept(builder);
      return graphics(builder.build());
    }
  }
}
