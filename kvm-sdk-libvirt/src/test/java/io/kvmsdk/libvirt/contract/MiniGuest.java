package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A guest that is there within a second: a boot sector, assembled from {@code mini-guest.s}. On its
 * serial line it says "kvmsdk ready", gives back what comes in, small letters as capitals, all 256
 * bytes for a Ctrl-A, and powers off for a Ctrl-D; it tells each key that is typed, and "NMI" for
 * that interrupt, before which Ctrl-B on the keyboard takes it out of its BIOS. If it has a virtio
 * console on the PCI bus, it opens its port 1, so that libvirt takes the guest agent for connected.
 */
final class MiniGuest {
  static final String READY = "kvmsdk ready";
  static final String ALL_BYTES = "\u0001";
  static final String POWER_OFF = "\u0004";

  private static final byte[] SECTOR =
      HexFormat.of()
          .parseHex(
              "31c08ed88ec08ed0bc007cc7060800937ca30a00fcbafb03b080eebaf803b80100ee4288e0eebafb"
                  + "03b003ee4ab007eeb401b90726cd10e88f00be4b7de86900bafd03eca801741bbaf803ec3c04743a"
                  + "3c0174293c6172063c7a77022c20e85900ebddb401cd1674d7b400cd163c027405e84600ebcae841"
                  + "00faf4ebfd31c988c8e83600fec175f7ebb6ba0406b80020efebf7601e31c08ed8be5a7dac84c074"
                  + "05e81600ebf61f61cfac84c0741ae80900b40ebb0700cd10ebef50bafd03eca82074fb58baf803ee"
                  + "c3b802b1b90310baf41a31f6cd1a72f0b80ab1bf1000cd1a80e1fc89cdb80cb1bf0400b90700cd1a"
                  + "8d5612b003ee8d560466b80200000066ef8d560eb80300ef8d560ced89c7c1e7048d560866b81000"
                  + "000066efb800108ec026c7060000437d26c7060800080026c7450201008d5612b007ee8d5610b803"
                  + "00efc301000000060001006b766d73646b2072656164790d0a004e4d490d0a00");

  private MiniGuest() {}

  /** A machine with one in its only disk, in a pool of the same {@code name}. */
  static DomainSpec.Builder machine(Hypervisor kvm, String name, Path scratch) {
    String folder = ContractDriver.QEMU.poolFolder(name);
    StoragePool pool = kvm.storagePools().define(p -> p.name(name).target(folder));
    pool.build();
    pool.start();
    pool.create(v -> v.name("boot").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW))
        .upload(BootDisk.write(scratch.resolve("boot"), SECTOR), ProgressListener.NONE);
    return DomainSpec.builder()
        .name(name)
        .memory(ByteSize.mib(32))
        .accelerator(Accelerator.TCG)
        .machine("pc")
        .guestAgent(false)
        .disk(d -> d.source(DiskSource.volume(name, "boot")).format(VolumeFormat.RAW))
        .addRawDevice("<video><model type='vga'/></video>");
  }
}
