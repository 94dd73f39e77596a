package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.error.Subject;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.testkit.GuestActs;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A guest in a boot sector, assembled from {@code port-guest.s}, that can do whatever takes no more
 * than writing to I/O ports: on its serial line it takes a width in bytes, a port and a value, and
 * says "." once it is ready for the next. What it does with QEMU's machine {@code pc} is spelled
 * out here.
 */
public final class PortGuest implements GuestActs, AutoCloseable {
  private static final byte[] SECTOR =
      HexFormat.of()
          .parseHex(
              "fa31c08ed88ed0bc007cbafb03b080eebaf803b80100ee4288e0eebafb03b003ee4ab007eeb02ee8"
                  + "4500e8350088c3e8230089c7e81e0089c6e8190066c1e01089f089fa80fb027206740766efebd6ee"
                  + "ebd3efebd0e80a0088c1e8050088c488c8c3bafd03eca80174fbbaf803ecc350bafd03eca82074fb"
                  + "58baf803eec3");

  private static final int BYTE = 1;
  private static final int WORD = 2;
  private static final int LONG = 4;

  // The PIIX4's power management: PM1a_CNT, with SLP_EN and QEMU's SLP_TYP of S3 and S4.
  private static final int PM_CONTROL = 0x604;
  private static final int SLEEP_ENABLE = 1 << 13;
  private static final int SLEEP_IN_MEMORY = 1 << 10;
  private static final int SLEEP_ON_DISK = 2 << 10;

  // The two channels of IDE.
  private static final int PRIMARY = 0x1f0;
  private static final int SECONDARY = 0x170;

  // ACPI's memory hotplug, as QEMU's acpi_mem_hotplug.txt has it.
  private static final int MEMORY_SLOT = 0xa00;
  private static final int MEMORY_EVENT = 0xa04;
  private static final int MEMORY_STATUS = 0xa08;
  private static final int MEMORY_CONTROL = 0xa14;

  private final Hypervisor kvm;
  private final String name;
  private final Path folder;
  private Console line;

  public PortGuest(Hypervisor kvm, String name, Path folder) {
    this.kvm = kvm;
    this.name = name;
    this.folder = folder;
  }

  /** What its data are in, the disk {@code hdb}. */
  Path data() {
    return folder.resolve("data").resolve("hdb.qcow2");
  }

  /** A machine with it in its first disk, another disk, and a disc in a drive. */
  public DomainSpec.Builder machine(WatchdogAction action) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createDirectories(data().getParent());
      Tool.run("qemu-img", "create", "-q", "-f", "qcow2", data(), "8M").orFail();
      return machine(action, file("boot", SECTOR), file("disc", new byte[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DomainSpec.Builder machine(WatchdogAction action, Path boot, Path disc) {
    return DomainSpec.builder()
        .name(name)
        .memory(ByteSize.mib(32))
        .accelerator(Accelerator.TCG)
        .machine("pc")
        .guestAgent(false)
        .disk(d -> d.file(boot.toString()).format(VolumeFormat.RAW).bus(DiskBus.IDE).target("hda"))
        .disk(
            d ->
                d.file(data().toString()).format(VolumeFormat.QCOW2).bus(DiskBus.IDE).target("hdb"))
        .disk(
            d ->
                d.device(DiskDevice.CDROM)
                    .file(disc.toString())
                    .format(VolumeFormat.RAW)
                    .bus(DiskBus.IDE)
                    .target("hdc"))
        .consoleLog(folder.resolve("said").toString())
        .addRawDevice("<watchdog model='ib700' action='" + action.libvirtName() + "'/>")
        .addRawDevice("<panic model='isa'/>")
        .addRawXml("<pm><suspend-to-mem enabled='yes'/><suspend-to-disk enabled='yes'/></pm>");
  }

  private Path file(String file, byte[] sector) {
    return BootDisk.write(folder.resolve(file), sector);
  }

  /** Waits until it has booted, and listens. */
  public void awaitReady() {
    kvm.pacer()
        .await(
            Subject.of("guest", name),
            "waiting until it is ready",
            Duration.ofMinutes(2),
            () -> Optional.of(said()).filter(s -> s.contains(".")),
            this::said);
  }

  private String said() {
    try {
      Path log = folder.resolve("said");
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() {
    if (line == null) {
      awaitReady();
      line = kvm.domains().get(name).console();
    }
  }

  private void out(int width, int port, int value) {
    open();
    try {
      line.output()
          .write(
              ByteBuffer.allocate(7)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .put((byte) width)
                  .putShort((short) port)
                  .putInt(value)
                  .array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void panic() {
    out(BYTE, 0x505, 1);
  }

  /** Starts an ib700 that is to be fed within no time. */
  @Override
  public void neglectWatchdog() {
    out(BYTE, 0x443, 0xf);
  }

  /** Stops the MC146818, writes its registers, and lets it go on. */
  @Override
  public void setClock(Duration fromUtc) {
    open(); // which may take its time
    ZonedDateTime time = ZonedDateTime.now(ZoneOffset.UTC).plus(fromUtc);
    clock(0xb, 0x82);
    clock(0, bcd(time.getSecond()));
    clock(2, bcd(time.getMinute()));
    clock(4, bcd(time.getHour()));
    clock(7, bcd(time.getDayOfMonth()));
    clock(8, bcd(time.getMonthValue()));
    clock(9, bcd(time.getYear() % 100));
    clock(0x32, bcd(time.getYear() / 100));
    clock(0xb, 0x02);
  }

  private void clock(int register, int value) {
    out(BYTE, 0x70, register);
    out(BYTE, 0x71, value);
  }

  private static int bcd(int number) {
    return number / 10 << 4 | number % 10;
  }

  @Override
  public void openTray(String target) {
    startStop(2);
  }

  @Override
  public void closeTray(String target) {
    startStop(3);
  }

  /** ATAPI's START STOP UNIT, for the drive {@code hdc}. */
  private void startStop(int what) {
    out(BYTE, SECONDARY + 6, 0xa0);
    out(BYTE, SECONDARY + 1, 0);
    out(BYTE, SECONDARY + 4, 0);
    out(BYTE, SECONDARY + 5, 8);
    out(BYTE, SECONDARY + 7, 0xa0);
    for (int word : new int[] {0x1b, 0, what, 0, 0, 0}) {
      out(WORD, SECONDARY, word);
    }
  }

  @Override
  public void sleep() {
    out(WORD, PM_CONTROL, SLEEP_ENABLE | SLEEP_IN_MEMORY);
  }

  @Override
  public void hibernate() {
    out(WORD, PM_CONTROL, SLEEP_ENABLE | SLEEP_ON_DISK);
  }

  /** ATA's WRITE SECTORS, of one to the disk {@code hdb}. */
  @Override
  public void write(String target, ByteSize offset) {
    int sector = (int) (offset.bytes() / 512);
    out(BYTE, PRIMARY + 6, 0xf0);
    out(BYTE, PRIMARY + 2, 1);
    out(BYTE, PRIMARY + 3, sector & 0xff);
    out(BYTE, PRIMARY + 4, sector >> 8 & 0xff);
    out(BYTE, PRIMARY + 5, sector >> 16 & 0xff);
    out(BYTE, PRIMARY + 7, 0x30);
    for (int i = 0; i < 256; i++) {
      out(WORD, PRIMARY, i + 1);
    }
  }

  /** Tells by ACPI's _OST that it does not let go of the memory in slot 0. */
  public void keepMemory() {
    out(LONG, MEMORY_SLOT, 0);
    out(LONG, MEMORY_EVENT, 3);
    out(LONG, MEMORY_STATUS, 1);
  }

  /** Lets go of the memory in slot 0, by ACPI's _EJ0. */
  public void ejectMemory() {
    out(LONG, MEMORY_SLOT, 0);
    out(BYTE, MEMORY_CONTROL, 1 << 3);
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
  }
}
