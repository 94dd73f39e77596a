package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.Subject;
import io.kvmsdk.storage.VolumeFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A guest that is a single boot sector: counts from 1, writes the count to all its memory's pages
 * between 2 and 24 MiB, then in hexadecimal to the serial port, and goes on. The port's log tells
 * whether it has ever stopped, begun anew or lost anything.
 *
 * <p>The code, for the GNU assembler in 16-bit mode at 0x7c00, then 32-bit:
 *
 * <pre>
 *   cli; xorw %ax,%ax; movw %ax,%ds; movw $0x2401,%ax; int $0x15     # A20
 *   lgdtl gdtr; movl %cr0,%eax; orb $1,%al; movl %eax,%cr0; ljmp $8,$start
 * start: movw $16,%ax; movw %ax,%ds; movw %ax,%es; movw %ax,%ss; movl $0x7000,%esp; xorl %ebx,%ebx
 * round: incl %ebx; movl $0x200000,%edi; movl $0x1800000,%ecx
 * page:  movl %ebx,(%edi); addl $4096,%edi; cmpl %ecx,%edi; jb page
 *   movl %ebx,%eax; movl $8,%ecx
 * digit: roll $4,%eax; pushl %eax; andb $15,%al; addb $48,%al; cmpb $58,%al; jb put; addb $39,%al
 * put:   call send; popl %eax; loop digit
 *   movb $10,%al; call send; jmp round
 * send:  movb %al,%ah; movw $0x3fd,%dx
 * wait:  inb %dx,%al; testb $0x20,%al; jz wait; movb %ah,%al; movw $0x3f8,%dx; outb %al,%dx; ret
 * gdt:   .quad 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
 * gdtr:  .word 23; .long gdt
 * </pre>
 */
record CountingGuest(Path image, Path log) {
  private static final byte[] CODE =
      Base64.getDecoder()
          .decode(
              "+jHAjti4ASTNFWYPARaYfA8gwAwBDyLA6h18CABmuBAAjtiOwI7QvABwAAAx20O/AAAgALkAAIABiR+BxwAQAAA5"
                  + "z3L0idi5CAAAAMHABFAkDwQwPDpyAgQn6AwAAABY4uqwCugCAAAA68OIxGa6/QPsqCB0+4jgZrr4A+7DZpAA"
                  + "AAAAAAAAAP//AAAAms8A//8AAACSzwAXAIB8AAAAAAAAAAAAAAAAAAAAAAAAAAA=");

  private static final int LINE = 9;

  static CountingGuest in(Path folder) {
    return new CountingGuest(
        BootDisk.write(folder.resolve("counting.img"), CODE), folder.resolve("count"));
  }

  void addTo(DomainSpec.Builder domain) {
    domain
        .disk(
            d ->
                d.file(image.toString())
                    .format(VolumeFormat.RAW)
                    .bus(DiskBus.VIRTIO)
                    .target("vdz")
                    .readOnly(true)
                    .bootOrder(1))
        .addRawDevice("<serial type='file'><source path='" + log + "' append='on'/></serial>");
  }

  /** It counts on from where it is now, and has left nothing out. */
  void assertCounts(Hypervisor host) {
    long before = lines().size();
    host.pacer()
        .await(
            Subject.of("guest", log),
            "counting on from " + before,
            Duration.ofMinutes(2),
            () -> Optional.of(lines()).filter(seen -> seen.size() > before + 1),
            () -> "it stands at " + lines().size());
    List<String> seen = lines();
    int whole = 0;
    while (whole < seen.size() && HexFormat.fromHexDigits(seen.get(whole)) == whole + 1) {
      whole++;
    }
    assertThat(seen.subList(whole, seen.size())).as("after line " + whole).isEmpty();
  }

  /** Those that are whole. */
  private List<String> lines() {
    try {
      String text = Files.exists(log) ? Files.readString(log) : "";
      return text.substring(0, text.length() / LINE * LINE).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
