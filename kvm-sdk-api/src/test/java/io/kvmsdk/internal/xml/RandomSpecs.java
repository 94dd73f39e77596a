package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.DnsHost;
import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePoolType;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.Secret;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Specs of every kind, as many-sided as XML can carry them, the same for the same seed. */
final class RandomSpecs {
  /** What XML must escape, what fonts lack, and what takes two Java characters. */
  private static final List<String> LETTERS =
      List.of(
          "a",
          "Z",
          "7",
          "-",
          ".",
          " ",
          "<",
          ">",
          "&",
          "\"",
          "'",
          "]]>",
          "é",
          "ü",
          "日",
          "\u00a0",
          "\u2028",
          "🐧",
          "\uD834\uDD1E",
          "&amp;");

  private final Random random;
  private final List<String> letters;

  private RandomSpecs(long seed, List<String> letters) {
    this.random = new Random(seed);
    this.letters = letters;
  }

  /** With names and texts of all that XML can carry. */
  static RandomSpecs hostile(long seed) {
    return new RandomSpecs(seed, LETTERS);
  }

  /** With names that libvirt's schemas take everywhere. */
  static RandomSpecs plain(long seed) {
    return new RandomSpecs(seed, List.of("a", "b", "c", "7", "-"));
  }

  DomainSpec domain() {
    boolean pc = random.nextBoolean();
    List<Firmware> firmware = pc ? List.of(Firmware.values()) : List.of(Firmware.UEFI);
    return DomainSpec.builder()
        .name(name())
        .uuid(maybe(this::uuid))
        .title(maybe(this::name))
        .description(maybe(() -> name() + oneOf("", "\n", "\r\n", "\t") + name()))
        .memory(ByteSize.kib(1024 + random.nextInt(1 << 24)))
        .vcpus(1 + random.nextInt(64))
        .accelerator(oneOf(Accelerator.KVM, Accelerator.TCG))
        .architecture(pc ? oneOf("x86_64", "i686") : "aarch64")
        .machine(maybe(() -> oneOf("q35", "pc-q35-7.2", "virt")))
        .firmware(firmware.get(random.nextInt(firmware.size())))
        .cpuMode(maybe(() -> oneOf(CpuMode.values())))
        .disks(IntStream.range(0, random.nextInt(4)).mapToObj(this::disk).toList())
        .interfaces(IntStream.range(0, random.nextInt(4)).mapToObj(this::networkInterface).toList())
        .graphics(maybe(this::graphics))
        .consoleLog(maybe(() -> "/" + name()))
        .guestAgent(random.nextBoolean())
        .onPoweroff(oneOf(LifecycleAction.values()))
        .onReboot(oneOf(LifecycleAction.values()))
        .onCrash(oneOf(LifecycleAction.values()))
        .rawDevices(
            some(
                "<emulator>/usr/bin/qemu-system-x86_64</emulator>",
                "<controller index='0' model='virtio-scsi' type='scsi'/>",
                "<video><model type='virtio'/></video>",
                "<memballoon model='none'/>",
                "<input bus='usb' type='tablet'/>"))
        .rawXml(
            some(
                "<os><boot dev='network'/><boot dev='hd'/></os>",
                "<cpu check='none'><topology cores='2' dies='1' sockets='1' threads='1'/></cpu>",
                "<clock offset='localtime'/>",
                "<pm><suspend-to-mem enabled='no'/></pm>"))
        .build();
  }

  private DiskSpec disk(int i) {
    DiskDevice device = oneOf(DiskDevice.values());
    Optional<DiskSource> source = Optional.of(diskSource());
    return DiskSpec.builder()
        .device(device)
        .source(device == DiskDevice.CDROM && random.nextBoolean() ? Optional.empty() : source)
        .format(maybe(() -> oneOf(VolumeFormat.RAW, VolumeFormat.QCOW2)))
        .bus(maybe(() -> oneOf(DiskBus.values())))
        .target("vd" + (char) ('a' + i))
        .bootOrder(random.nextBoolean() ? OptionalInt.of(i + 1) : OptionalInt.empty())
        .readOnly(random.nextBoolean())
        .cache(maybe(() -> oneOf("none", "writeback")))
        .rawXml(
            some(
                "<driver io='native'/>",
                "<serial>S1</serial>",
                "<address bus='0x04' domain='0x0000' function='0x0' slot='0x00' type='pci'/>"))
        .build();
  }

  private DiskSource diskSource() {
    return oneOf(
        DiskSource.file("/images/" + name()),
        DiskSource.block("/dev/vg/x"),
        DiskSource.volume(name(), name()),
        new DiskSource.Network("nbd", maybe(() -> "export").orElse(""), "nbd.example", 10809));
  }

  private InterfaceSpec networkInterface(int i) {
    return InterfaceSpec.builder()
        .source(interfaceSource())
        .mac(maybe(() -> MacAddress.of("52:54:00:00:00:0" + i)))
        .model(oneOf("virtio", "e1000e"))
        .target(maybe(() -> "tap-" + i))
        .linkUp(random.nextBoolean())
        .bootOrder(random.nextBoolean() ? OptionalInt.of(10 + i) : OptionalInt.empty())
        .rawXml(some("<driver queues='2'/>", "<bandwidth><inbound average='1000'/></bandwidth>"))
        .build();
  }

  private InterfaceSource interfaceSource() {
    return oneOf(
        new InterfaceSource.Network(name(), maybe(() -> "slow")),
        InterfaceSource.bridge("br0"),
        InterfaceSource.ovs("br-int"),
        new InterfaceSource.Ovs("br-int", OptionalInt.of(random.nextInt(4096)), List.of()),
        new InterfaceSource.Ovs("br-int", OptionalInt.empty(), List.of(7)),
        new InterfaceSource.Ovs("br-int", OptionalInt.of(1), List.of(7, 8)),
        InterfaceSource.direct("eth0"),
        InterfaceSource.user());
  }

  private GraphicsSpec graphics() {
    return GraphicsSpec.builder()
        .listen(oneOf("127.0.0.1", "0.0.0.0", "::1"))
        .port(
            random.nextBoolean() ? OptionalInt.of(5900 + random.nextInt(100)) : OptionalInt.empty())
        .password(maybe(() -> Secret.of(oneOf("s'cret", "<&>\"", "日é", ""))))
        .build();
  }

  NetworkSpec network() {
    boolean hostBridge = random.nextInt(4) == 0;
    NetworkSpec.Builder network =
        NetworkSpec.builder()
            .name(name())
            .uuid(maybe(this::uuid))
            .domain(maybe(() -> "lab.example"))
            .mtu(random.nextBoolean() ? OptionalInt.of(1400) : OptionalInt.empty());
    if (hostBridge) {
      return network.forward(ForwardMode.bridge("br0")).domain(Optional.empty()).build();
    }
    network
        .forward(
            oneOf(
                ForwardMode.isolated(),
                ForwardMode.nat(),
                new ForwardMode.Nat(Optional.of("eth0")),
                ForwardMode.routed()))
        .bridge(maybe(() -> "virbr9"))
        .rawXml(
            some(
                "<bridge delay='0' stp='on'/>",
                "<dns><forwarder addr='192.0.2.53'/></dns>",
                "<metadata><a:x xmlns:a='urn:example:a' y='1'/></metadata>"));
    if (random.nextBoolean()) {
      addresses(network);
    }
    return network.build();
  }

  private void addresses(NetworkSpec.Builder network) {
    network.addAddress("192.168.70.1/24");
    if (random.nextBoolean()) {
      network.addDhcpRange(DhcpRange.of("192.168.70.100", "192.168.70.199"));
      network.addDhcpHost(
          new DhcpHost(
              MacAddress.of("52:54:00:00:00:01"),
              Cidr.of("192.168.70.9/24").address(),
              maybe(() -> "web")));
    }
    if (random.nextBoolean()) {
      network.addAddress("fd00:70::1/64");
      network.addDhcpRange(DhcpRange.of("fd00:70::100", "fd00:70::1ff"));
    }
    if (random.nextBoolean()) {
      network.addDnsHost(DnsHost.of("192.168.70.2", "gw", "router"));
    }
  }

  StoragePoolSpec pool() {
    PoolSource source = poolSource();
    StoragePoolSpec.Builder pool =
        StoragePoolSpec.builder().name(name()).uuid(maybe(this::uuid)).source(source);
    if (source.type() == StoragePoolType.RBD) {
      return pool.rawXml(some("<refresh><volume allocation='capacity'/></refresh>")).build();
    }
    if (source.type().folder() || random.nextBoolean()) {
      pool.target("/" + name());
    }
    return pool.rawXml(some("<target><permissions><mode>0711</mode></permissions></target>"))
        .build();
  }

  private PoolSource poolSource() {
    return oneOf(
        PoolSource.dir(),
        PoolSource.fs("/dev/sdb1"),
        new PoolSource.Fs("/dev/disk/by-label/a b", "xfs"),
        PoolSource.netfs("nfs-1.example", "/export/" + name()),
        PoolSource.netfs("2001:db8::1", "/"),
        PoolSource.logical("vg0"),
        PoolSource.logical("vg.with-odd_name+", "/dev/sdb", "/dev/disk/by-id/wwn-0x5"),
        PoolSource.disk("/dev/sdb"),
        new PoolSource.Disk("/dev/sdb", "dos"),
        PoolSource.iscsi("192.0.2.1", "iqn.2010-05.com.example:disks"),
        rbd());
  }

  private PoolSource rbd() {
    PoolSource.Rbd rbd =
        PoolSource.rbd(
            name(),
            PoolSource.Monitor.of("mon-1.example"),
            PoolSource.Monitor.of("2001:db8::2", 6789));
    return random.nextBoolean() ? rbd : rbd.as("libvirt <&>", uuid());
  }

  StorageVolumeSpec volume() {
    VolumeFormat format = oneOf(VolumeFormat.values());
    return StorageVolumeSpec.builder()
        .name(name())
        .capacity(ByteSize.bytes(random.nextInt(Integer.MAX_VALUE)))
        .allocation(maybe(() -> ByteSize.bytes(random.nextInt(1 << 20))))
        .format(format)
        .backingStore(
            format == VolumeFormat.QCOW2
                ? maybe(
                    () ->
                        new BackingStore(
                            "/images/" + name(), oneOf(VolumeFormat.RAW, VolumeFormat.QCOW2)))
                : Optional.empty())
        .rawXml(some("<target><nocow/></target>"))
        .build();
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private String name() {
    StringBuilder name = new StringBuilder("n");
    IntStream.range(0, random.nextInt(12))
        .forEach(i -> name.append(letters.get(random.nextInt(letters.size()))));
    return name.toString();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  @SafeVarargs
  private <T> T oneOf(T... values) {
    return values[random.nextInt(values.length)];
  }

  private List<String> some(String... raw) {
    return Stream.of(raw).filter(r -> random.nextInt(3) == 0).toList();
  }
}
