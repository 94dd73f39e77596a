package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.FilterReference;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.domain.GraphicsType;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.IoTune;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.network.Bandwidth;
import io.kvmsdk.network.Bootp;
import io.kvmsdk.network.DhcpHost;
import io.kvmsdk.network.DhcpRange;
import io.kvmsdk.network.DnsForwarder;
import io.kvmsdk.network.DnsHost;
import io.kvmsdk.network.DnsService;
import io.kvmsdk.network.DnsTxt;
import io.kvmsdk.network.ForwardMode;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.PortGroup;
import io.kvmsdk.network.StaticRoute;
import io.kvmsdk.network.VlanSpec;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePoolType;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.PciAddress;
import io.kvmsdk.value.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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

  private static final String ALIAS = "<alias name='ua-x'/>";

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
    Firmware firmware = pc ? oneOf(Firmware.values()) : Firmware.UEFI;
    DomainSpec.Builder domain = DomainSpec.builder();
    new RandomParts(random, letters).set(domain, firmware);
    return domain
        .name(name())
        .uuid(maybe(this::uuid))
        .title(maybe(this::name))
        .description(maybe(() -> name() + oneOf("", "\n", "\r\n", "\t") + name()))
        .memory(ByteSize.kib(1024 + random.nextInt(1 << 24)))
        .firmware(firmware)
        .accelerator(oneOf(Accelerator.KVM, Accelerator.TCG))
        .architecture(pc ? oneOf("x86_64", "i686") : "aarch64")
        .machine(maybe(() -> oneOf("q35", "pc-q35-7.2", "virt")))
        .disks(IntStream.range(0, random.nextInt(4)).mapToObj(this::disk).toList())
        .interfaces(IntStream.range(0, random.nextInt(4)).mapToObj(this::networkInterface).toList())
        .graphics(IntStream.range(0, random.nextInt(3)).mapToObj(i -> graphics()).toList())
        .devices(devices())
        .consoleLog(maybe(() -> "/" + name()))
        .guestAgent(random.nextBoolean())
        .onPoweroff(oneOf(LifecycleAction.values()))
        .onReboot(oneOf(LifecycleAction.values()))
        .onCrash(oneOf(LifecycleAction.values()))
        .rawDevices(
            some(
                "<emulator>/usr/bin/qemu-system-x86_64</emulator>",
                "<redirdev bus='usb' type='spicevmc'/>",
                "<audio id='1' type='none'/>",
                "<lease><lockspace>s</lockspace><key>k</key><target path='/l'/></lease>",
                "<hub type='usb'/>"))
        .rawXml(
            some(
                "<os><boot dev='network'/><boot dev='hd'/></os>",
                "<cpu><cache mode='passthrough'/></cpu>",
                "<clock><timer name='hpet' present='no'/></clock>",
                "<cputune><iothreadpin cpuset='1' iothread='1'/></cputune>",
                "<genid/>",
                "<pm><suspend-to-mem enabled='no'/></pm>"))
        .build();
  }

  /** In libvirt's order of kinds, in which they are read back. */
  private List<DeviceSpec> devices() {
    return RandomDevices.all(random).stream()
        .filter(d -> random.nextInt(3) == 0)
        .map(d -> random.nextBoolean() ? d : d.withRawXml(List.of(ALIAS)))
        .toList();
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
        .io(maybe(() -> oneOf("native", "io_uring")))
        .detectZeroes(maybe(() -> "unmap"))
        .serial(maybe(() -> "S-1 x"))
        .wwn(maybe(() -> "5000c50015ea71ad"))
        .shareable(random.nextBoolean())
        .ioThread(random.nextBoolean() ? OptionalInt.of(1) : OptionalInt.empty())
        .ioTune(ioTune())
        .rawXml(
            some(
                "<driver error_policy='stop'/>",
                "<vendor>V1</vendor>",
                "<address bus='0x04' domain='0x0000' function='0x0' slot='0x00' type='pci'/>"))
        .build();
  }

  private IoTune ioTune() {
    return oneOf(
        IoTune.builder().build(),
        IoTune.builder().bytesPerSecond(ByteSize.mib(5)).iops(100).build(),
        IoTune.builder().readBytesPerSecond(ByteSize.bytes(7)).writeIops(9).build());
  }

  private DiskSource diskSource() {
    return oneOf(
        DiskSource.file("/images/" + name()),
        DiskSource.block("/dev/vg/x"),
        DiskSource.volume(name(), name()),
        new DiskSource.Network("rbd", "pool/image", "mon.example", 6789).auth("u", name()),
        new DiskSource.Network(
            "rbd",
            "pool/image",
            List.of(
                new DiskSource.Server("a", OptionalInt.of(6789)),
                new DiskSource.Server("b", OptionalInt.empty())),
            Optional.empty()),
        new DiskSource.Network("nbd", maybe(() -> "export").orElse(""), "nbd.example", 10809));
  }

  private InterfaceSpec networkInterface(int i) {
    InterfaceSource source = interfaceSource();
    return InterfaceSpec.builder()
        .source(source)
        .mac(maybe(() -> MacAddress.of("52:54:00:00:00:0" + i)))
        .model(source instanceof InterfaceSource.HostCard ? "virtio" : oneOf("virtio", "e1000e"))
        .target(maybe(() -> "tap-" + i))
        .linkUp(random.nextBoolean())
        .bootOrder(random.nextBoolean() ? OptionalInt.of(10 + i) : OptionalInt.empty())
        .mtu(random.nextBoolean() ? OptionalInt.of(9000) : OptionalInt.empty())
        .queues(random.nextBoolean() ? OptionalInt.of(4) : OptionalInt.empty())
        .bandwidth(maybe(this::bandwidth))
        .vlan(maybe(this::vlan))
        .filter(maybe(this::filter))
        .isolated(random.nextBoolean())
        .rawXml(some("<driver txmode='timer'/>", "<coalesce><rx/></coalesce>"))
        .build();
  }

  private FilterReference filter() {
    return oneOf(
        FilterReference.of("clean-traffic"),
        new FilterReference(
            "f", Map.of("IP", List.of("192.0.2.1", "192.0.2.2"), "A", List.of("x"))));
  }

  private InterfaceSource interfaceSource() {
    return oneOf(
        new InterfaceSource.Network(name(), maybe(() -> "slow")),
        InterfaceSource.bridge("br0"),
        InterfaceSource.ovs("br-int"),
        InterfaceSource.direct("eth0"),
        new InterfaceSource.Direct("eth0", "private"),
        new InterfaceSource.HostCard(PciAddress.of("03:10.1"), random.nextBoolean()),
        new InterfaceSource.VhostUser("/run/s", random.nextBoolean()),
        InterfaceSource.user());
  }

  private VlanSpec vlan() {
    return oneOf(
        VlanSpec.access(random.nextInt(4096)),
        VlanSpec.trunk(7),
        VlanSpec.trunk(7, 8).nativeUntagged(1),
        VlanSpec.trunk(7, 8).nativeTagged(1),
        new VlanSpec.Trunk(List.of(), Optional.of(new VlanSpec.Native(9, true))));
  }

  private GraphicsSpec graphics() {
    GraphicsSpec.Builder screen =
        GraphicsSpec.builder()
            .type(oneOf(GraphicsType.values()))
            .password(maybe(() -> Secret.of(oneOf("s'cret", "<&>\"", "日é", ""))));
    if (random.nextInt(4) == 0) {
      return screen.socket("/run/" + name()).build();
    }
    return screen
        .listen(oneOf("127.0.0.1", "0.0.0.0", "::1"))
        .port(
            random.nextBoolean() ? OptionalInt.of(5900 + random.nextInt(100)) : OptionalInt.empty())
        .build();
  }

  NetworkSpec network() {
    boolean hostBridge = random.nextInt(4) == 0;
    NetworkSpec.Builder network =
        NetworkSpec.builder()
            .name(name())
            .uuid(maybe(this::uuid))
            .domain("lab.example")
            .domainLocalOnly(random.nextBoolean())
            .mtu(random.nextBoolean() ? OptionalInt.of(1400) : OptionalInt.empty());
    if (hostBridge) {
      network.vlan(maybe(this::vlan));
      return network.forward(onHost()).domain(Optional.empty()).domainLocalOnly(false).build();
    }
    network
        .mac(maybe(() -> MacAddress.of("52:54:00:00:00:02")))
        .dns(random.nextInt(4) > 0)
        .guestIpv6(random.nextBoolean())
        .trustGuestRxFilters(random.nextBoolean())
        .bandwidth(maybe(() -> bandwidth()))
        .portGroups(some(PortGroup.of("plain"), PortGroup.vlan("office", 7).asDefault(), slow()));
    network
        .forward(
            oneOf(
                ForwardMode.isolated(),
                ForwardMode.nat(),
                new ForwardMode.Nat(Optional.of("eth0")),
                ForwardMode.nat().as("192.0.2.1", "192.0.2.9").from(2000, 3000).withIpv6(),
                ForwardMode.open(),
                ForwardMode.routed()))
        .bridge(maybe(() -> "virbr9"))
        .rawXml(
            some(
                "<bridge delay='0' stp='on'/>",
                "<dns forwardPlainNames='no'/>",
                "<metadata><a:x xmlns:a='urn:example:a' y='1'/></metadata>"));
    if (random.nextBoolean()) {
      addresses(network);
    }
    return network.build();
  }

  private ForwardMode onHost() {
    return oneOf(
        ForwardMode.bridge("br0"),
        ForwardMode.openVswitch("ovs0"),
        ForwardMode.direct(ForwardMode.Direct.Mode.PRIVATE, "eth0", "eth1"),
        ForwardMode.direct(ForwardMode.Direct.Mode.BRIDGE, "eth0"),
        ForwardMode.hostDevices("eth2"));
  }

  private Bandwidth bandwidth() {
    Bandwidth.Limit burst = new Bandwidth.Limit(1000, OptionalLong.of(5000), OptionalLong.of(1024));
    return oneOf(Bandwidth.of(100), new Bandwidth(Optional.of(burst), Optional.empty()));
  }

  private PortGroup slow() {
    return PortGroup.of("trunk")
        .carrying(VlanSpec.trunk(2, 3).nativeUntagged(1))
        .limitedTo(bandwidth());
  }

  private void addresses(NetworkSpec.Builder network) {
    network.addAddress("192.168.70.1/24");
    network.bootp(maybe(() -> oneOf(Bootp.of("a.0"), new Bootp("b", Optional.of("10.0.0.1")))));
    network.tftpRoot(maybe(() -> "/srv/tftp"));
    network.routes(
        some(
            StaticRoute.of("10.1.0.0/16", "192.168.70.2"),
            new StaticRoute(
                Cidr.of("10.2.0.0/16"), Cidr.of("192.168.70.3/24").address(), OptionalInt.of(2))));
    network.dnsForwarders(
        some(DnsForwarder.of("192.0.2.53"), DnsForwarder.of("192.0.2.54", "corp.example")));
    network.dnsTxts(some(new DnsTxt("kvmsdk.example", "v=1 <&'>")));
    network.dnsServices(
        some(
            DnsService.of("ldap", "tcp", "ldap.example", 389),
            new DnsService(
                "xmpp",
                "tcp",
                Optional.of("lab.example"),
                Optional.of("x.example"),
                OptionalInt.of(5222),
                OptionalInt.of(10),
                OptionalInt.of(5))));
    if (random.nextBoolean()) {
      DhcpRange range = DhcpRange.of("192.168.70.100", "192.168.70.199");
      network.addDhcpRange(oneOf(range, range.leasedFor(Duration.ofHours(2))));
      network.addDhcpHost(
          new DhcpHost(
              MacAddress.of("52:54:00:00:00:01"),
              Cidr.of("192.168.70.9/24").address(),
              maybe(() -> "web"),
              maybe(() -> oneOf(Duration.ZERO, Duration.ofMinutes(3)))));
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

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private <T> List<T> some(T... raw) {
    return Arrays.stream(raw).filter(r -> random.nextInt(3) == 0).toList();
  }
}
