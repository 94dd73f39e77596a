package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.immutables.value.Value;

/** A disk or CD-ROM drive of a domain: libvirt's {@code <disk>}. */
@Value.Immutable
@SpecStyle
public abstract class DiskSpec {
  DiskSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * A disk of {@code size} on a new qcow2 volume; provisioning makes it, in the pool {@code
   * default} unless told otherwise, named after the domain and the disk's target.
   */
  public static DiskSpec ofSize(ByteSize size) {
    return builder().size(size).build();
  }

  /** A CD-ROM drive that holds the image of {@code source}. */
  public static DiskSpec cdrom(DiskSource source) {
    return builder().device(DiskDevice.CDROM).source(source).format(VolumeFormat.RAW).build();
  }

  @Value.Default
  public DiskDevice device() {
    return DiskDevice.DISK;
  }

  /** Empty for a drive without a medium, and for a disk that provisioning is to make. */
  public abstract Optional<DiskSource> source();

  /** How large provisioning makes the volume where it does not exist yet. */
  public abstract Optional<ByteSize> size();

  /** The pool of the volume that provisioning makes; {@code default} where it is empty. */
  public abstract Optional<String> pool();

  /**
   * The format of the image. Where it is empty: a volume's own; QCOW2 for one that provisioning is
   * to make; RAW for all else. Say QCOW2 for a {@link Builder#file} that is qcow2: as RAW, the
   * guest would see the image's own header and tables in place of its disk.
   */
  public abstract Optional<VolumeFormat> format();

  /** Where it is empty, VIRTIO for a disk, and for a CD-ROM SATA or what the machine has. */
  public abstract Optional<DiskBus> bus();

  /** The name in libvirt, as {@code vda}; the next one free on the bus where it is empty. */
  public abstract Optional<String> target();

  /** The place in the boot order, from 1; not booted from where it is empty. */
  public abstract OptionalInt bootOrder();

  @Value.Default
  public boolean readOnly() {
    return device() == DiskDevice.CDROM;
  }

  /** QEMU's cache mode, as {@code none} or {@code writeback}; QEMU's own default where empty. */
  public abstract Optional<String> cache();

  /** How QEMU reads and writes: {@code native}, {@code threads} or {@code io_uring}. */
  public abstract Optional<String> io();

  /**
   * Whether what the guest deletes gives its space back to the host; where it is empty, it does on
   * a disk that is written to.
   */
  public abstract Optional<Boolean> discard();

  /** What becomes of zeros that are written: {@code off}, {@code on} or {@code unmap}. */
  public abstract Optional<String> detectZeroes();

  /** The I/O thread, from 1, that serves a virtio disk; QEMU's main loop where it is empty. */
  public abstract OptionalInt ioThread();

  /** What the guest can know the disk by: {@code /dev/disk/by-id/virtio-SERIAL}. */
  public abstract Optional<String> serial();

  /** 16 hexadecimal digits by which the guest can know a SCSI, SATA or IDE disk. */
  public abstract Optional<String> wwn();

  /** Whether several domains may write to it at once, each knowing of the others. */
  @Value.Default
  public boolean shareable() {
    return false;
  }

  @Value.Default
  public IoTune ioTune() {
    return IoTune.builder().build();
  }

  /**
   * Elements to add inside {@code <disk>}, each well-formed. One that is there from the spec
   * already, as {@code <driver>}, takes the attributes and elements of the raw one.
   */
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("disk", target().orElse(""))
        .require(bootOrder().orElse(1) >= 1, "bootOrder starts at 1")
        .require(
            device() == DiskDevice.CDROM || source().isPresent() || size().isPresent(),
            "a disk needs a source, or a size for the volume to make")
        .require(
            target().map(t -> t.matches("[a-z]+")).orElse(true), "target must be letters, as vda")
        .require(
            io().orElse("native").matches("native|threads|io_uring"),
            "io must be native, threads or io_uring")
        .require(
            detectZeroes().orElse("on").matches("off|on|unmap"),
            "detectZeroes must be off, on or unmap")
        .require(ioThread().orElse(1) >= 1, "ioThread starts at 1")
        .require(
            serial().map(s -> !s.isEmpty() && s.matches("[\\w .()\\[\\]+-]*")).orElse(true),
            "serial must be letters, digits and _ . ( ) [ ] + -")
        .require(
            wwn().map(w -> w.matches("\\p{XDigit}{16}")).orElse(true),
            "wwn must be 16 hexadecimal digits")
        .rawXml(rawXml())
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link DiskSpec}. */
  public static final class Builder extends ImmutableDiskSpec.Builder {
    Builder() {}

    /** The volume {@code volume} of the pool {@code pool}. */
    public Builder volume(String pool, String volume) {
      return source(DiskSource.volume(pool, volume));
    }

    /** How fast it may be read and written. */
    public Builder ioTune(Consumer<IoTune.Builder> ioTune) {
      IoTune.Builder builder = IoTune.builder();
      ioTune.accept(builder);
      return ioTune(builder.build());
    }

    /**
     * The image file at {@code path}, absolute on the host: raw, unless {@link #format} says
     * otherwise, whatever its name ends in.
     */
    public Builder file(String path) {
      return source(DiskSource.file(path));
    }
  }
}
