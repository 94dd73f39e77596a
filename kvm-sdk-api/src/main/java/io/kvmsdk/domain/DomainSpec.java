package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  /** 1 to 4096. */
  @Value.Default
  public int vcpus() {
    return 1;
  }

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

  /** The host's processor under KVM, and all that TCG can do under TCG, where it is empty. */
  public abstract Optional<CpuMode> cpuMode();

  public abstract List<DiskSpec> disks();

  public abstract List<InterfaceSpec> interfaces();

  /** A screen to look at over VNC; none where it is empty. */
  public abstract Optional<GraphicsSpec> graphics();

  /** A file on the host that gets all that the guest writes to its first serial port. */
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

  /**
   * Elements to add to {@code <devices>} as they are, each a well-formed element. An {@code <rng>}
   * among them replaces the one on /dev/urandom that every domain gets.
   */
  public abstract List<String> rawDevices();

  /**
   * Elements to add to the document, each well-formed. One that the document has from the spec
   * already, as {@code <os>} or {@code <cpu>}, takes the attributes and elements of the raw one;
   * raw {@code <features>} and {@code <clock>} stand for themselves.
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
    v.require(distinct(disks(), DiskSpec::target), "two disks have the same target");
    v.require(
        distinct(interfaces(), InterfaceSpec::mac), "two interfaces have the same MAC address");
    v.rawXml(rawDevices()).rawXml(rawXml()).orThrow();
  }

  private static <T, K> boolean distinct(List<T> devices, Function<T, Optional<K>> key) {
    List<K> keys = devices.stream().map(key).flatMap(Optional::stream).toList();
    return keys.stream().filter(Objects::nonNull).distinct().count() == keys.size();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link DomainSpec}. */
  public static final class Builder extends ImmutableDomainSpec.Builder {
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
  }
}
