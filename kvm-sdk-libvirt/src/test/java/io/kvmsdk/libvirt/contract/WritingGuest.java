package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A guest that is a single boot sector: fills its second disk, sector by sector, each with its
 * number counted from 1. What the disk holds at one moment is thus known but for one number: how
 * far the guest had got.
 *
 * <p>The code, for the GNU assembler in 16-bit mode at 0x7c00:
 *
 * <pre>
 * start: cli; xorw %ax,%ax; movw %ax,%ds; movw %ax,%es; movw %ax,%ss; movw $0x7c00,%sp; sti; cld
 * next:  incl count
 *   movl count,%eax; movw $0x8000,%di; movw $128,%cx; rep stosl
 *   movw $packet,%si; movw $0x4300,%ax; movb $0x81,%dl; int $0x13; jc done
 *   incl sector; jmp next
 * done:  hlt; jmp done
 * count: .long 0
 * packet: .byte 16,0; .word 1,0x8000,0
 * sector: .long 0,0
 * </pre>
 */
record WritingGuest(Domain domain, Path disk) {
  static final ByteSize SIZE = ByteSize.mib(64);

  private static final byte[] CODE =
      Base64.getDecoder()
          .decode(
              "+jHAjtiOwI7QvAB8+/xm/wY2fGahNny/AIC5gABm86u+Ony4AEOygc0Tcgdm/wZCfOvb9Ov9AAAAABAAAQAAgAAA"
                  + "AAAAAAAAAAA=");
  private static final int SECTOR = 512;

  /** Starts one whose disks are in a pool of the same {@code name}. */
  static WritingGuest start(Hypervisor kvm, String name, Path scratch) {
    StoragePool pool =
        kvm.storagePools().define(p -> p.name(name).target(ContractDriver.QEMU.poolFolder(name)));
    pool.build();
    pool.start();
    pool.create(v -> v.name("boot").capacity(ByteSize.mib(1)).format(VolumeFormat.RAW))
        .upload(BootDisk.write(scratch.resolve("boot"), CODE), ProgressListener.NONE);
    pool.create(v -> v.name("data.qcow2").capacity(SIZE));
    DomainSpec spec =
        DomainSpec.builder()
            .name(name)
            .memory(ByteSize.mib(32))
            .accelerator(Accelerator.TCG)
            .guestAgent(false)
            .disk(
                d ->
                    d.source(DiskSource.volume(name, "boot"))
                        .format(VolumeFormat.RAW)
                        .readOnly(true)
                        .bootOrder(1))
            .disk(d -> d.source(DiskSource.volume(name, "data.qcow2")).bootOrder(2))
            .build();
    Domain domain = kvm.domains().define(spec);
    domain.start();
    return new WritingGuest(domain, Path.of(pool.get("data.qcow2").path()));
  }

  /** Waits until a few more clusters are full. */
  void awaitMore(Hypervisor kvm) {
    long before = domain.disk("vdb").info().allocation().bytes();
    kvm.pacer()
        .await(
            Subject.of("guest", domain.name()),
            "writing",
            Duration.ofMinutes(2),
            () ->
                Optional.of(domain.disk("vdb").info().allocation().bytes())
                    .filter(now -> now > before + (128 << 10)),
            () -> before + " bytes");
  }

  /** How many sectors the guest had written when {@code raw} was its disk; none is wrong. */
  static int sectors(Path raw) throws IOException {
    byte[] bytes = Files.readAllBytes(raw);
    assertThat(bytes).hasSize((int) SIZE.bytes());
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer expected = ByteBuffer.allocate(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    int written = 0;
    while (written < bytes.length / SECTOR && numbers.getInt(written * SECTOR) != 0) {
      written++;
      for (int i = 0; i < SECTOR / Integer.BYTES; i++) {
        expected.putInt(written);
      }
    }
    assertThat(Arrays.mismatch(bytes, expected.array()))
        .as("where it is not what it was after %d sectors", written)
        .isEqualTo(-1);
    return written;
  }
}
