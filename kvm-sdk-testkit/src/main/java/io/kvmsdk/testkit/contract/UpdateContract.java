package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Update;
import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.domain.LifecycleAction;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code Domain.planUpdate} and {@code update} promise, on any hypervisor. */
public abstract class UpdateContract extends ImageContract {
  private static final MacAddress MAC = MacAddress.of("52:54:00:6b:76:01");

  /** What a test wants to find again wherever it did not change anything. */
  private static final String NOTES =
      "<n:notes xmlns:n='urn:kvmsdk:notes' n:by='me'><n:a>1</n:a></n:notes>";

  private static List<String> lines(Update update) {
    return update.changes().stream().map(c -> c.effect() + " " + c.summary()).toList();
  }

  private static List<String> targets(String xml) {
    return DomainXml.parse(xml).disks().stream().flatMap(d -> d.target().stream()).toList();
  }

  private static DiskSpec disk(StorageVolume volume, DiskBus bus) {
    return DiskSpec.builder()
        .source(DiskSource.volume(volume.pool(), volume.name()))
        .bus(bus)
        .build();
  }

  private Domain defined() {
    return kvm.domains()
        .define(
            d ->
                d.name(run + "-a")
                    .memory(ByteSize.mib(96))
                    .vcpus(1)
                    .maxVcpus(2)
                    .addMetadata(NOTES)
                    .networkInterface(i -> i.source(InterfaceSource.user()).mac(MAC)));
  }

  private Domain started() {
    Domain domain = defined();
    domain.start();
    domain.suspend();
    return domain;
  }

  @Test
  void planUpdate_isEmpty_whenNothingChanges() {
    Domain domain = defined();
    String before = domain.definitionXml();

    Update update = domain.planUpdate(d -> {});

    assertThat(update.changes()).isEmpty();
    assertThat(update.apply()).isEmpty();
    assertThat(domain.definitionXml()).isEqualTo(before);
  }

  @Test
  void planUpdate_saysWhatIsWhen_andDoesNothing() {
    needs(Capability.HOTPLUG);
    Domain domain = started();
    String definition = domain.definitionXml();
    StorageVolume volume = empty("b.qcow2");

    Update update =
        domain.planUpdate(
            d ->
                d.title("Web")
                    .memory(ByteSize.mib(64))
                    .vcpus(2)
                    .maxVcpus(4)
                    .onCrash(LifecycleAction.RESTART)
                    .addDisk(disk(volume, DiskBus.VIRTIO))
                    .addDisk(disk(volume, DiskBus.SATA)));

    assertThat(lines(update))
        .containsExactlyInAnyOrder(
            "LIVE attach disk 'vda'",
            "NEXT_BOOT attach disk 'sda'",
            "NEXT_BOOT set the most memory from 96MiB to 64MiB",
            "LIVE set memory from 96MiB to 64MiB",
            "NEXT_BOOT set the most vCPUs from 2 to 4",
            "LIVE set vCPUs from 1 to 2",
            "LIVE set title to 'Web'",
            "NEXT_BOOT change on_crash");
    assertThat(update.toString()).contains("LIVE      domain '" + run + "-a': attach disk 'vda'");
    assertThat(domain.definitionXml()).isEqualTo(definition);
  }

  @Test
  void update_ofADomainThatIsOff_editsItsDefinition_andNothingElse() {
    Domain domain = defined();
    DomainXml before = DomainXml.parse(domain.definitionXml());

    List<Change> done =
        domain.update(
            d ->
                d.title("Web")
                    .memory(ByteSize.mib(128))
                    .interfaces(
                        List.of(
                            domain.spec().interfaces().get(0).toBuilder().linkUp(false).build())));

    assertThat(done).extracting(Change::effect).contains(Effect.LIVE, Effect.NEXT_BOOT);
    DomainXml after = DomainXml.parse(domain.definitionXml());
    assertThat(after.memory()).isEqualTo(ByteSize.mib(128));
    assertThat(after.currentMemory()).isEqualTo(ByteSize.mib(128));
    assertThat(after.title()).contains("Web");
    assertThat(after.interfaces().get(0).linkUp()).isFalse();
    assertThat(domain.definitionXml()).contains("urn:kvmsdk:notes", "<n:a>1</n:a>");
    assertThat(unchanged(after)).isEqualTo(unchanged(before));
  }

  /** All that the test before does not change, in an order that libvirt does not change. */
  private static List<String> unchanged(DomainXml document) {
    String rest =
        document
            .toXml()
            .replaceAll("(?s)<title>.*?</title>|<(m|currentM)emory .*?</(m|currentM)emory>", "")
            .replaceAll("<link [^>]*>", "");
    return rest.lines().map(String::strip).filter(l -> !l.isEmpty()).sorted().toList();
  }

  @Test
  void update_changesTheRunningDomain_andTheNextBoot() {
    needs(Capability.HOTPLUG);
    Domain domain = started();
    StorageVolume volume = empty("b.qcow2");

    domain.update(
        d ->
            d.description("Serves")
                .memory(ByteSize.mib(64))
                .addDisk(disk(volume, DiskBus.USB))
                .interfaces(List.of(card().toBuilder().linkUp(false).build())));

    for (String xml : List.of(domain.xml(), domain.definitionXml())) {
      DomainXml document = DomainXml.parse(xml);
      assertThat(targets(xml)).containsExactly("sda");
      assertThat(document.description()).contains("Serves");
      assertThat(document.interfaces().get(0).linkUp()).isFalse();
      assertThat(xml).contains("urn:kvmsdk:notes", "<n:a>1</n:a>");
    }
    DomainSpec now = domain.spec();
    Update back =
        domain.planUpdate(
            now.toBuilder().disks(List.of()).interfaces(List.of(card())).description("").build());
    assertThat(back.changes()).extracting(Change::effect).containsOnly(Effect.LIVE);
    back.apply();
    assertThat(targets(domain.xml())).isEmpty();
    assertThat(targets(domain.definitionXml())).isEmpty();
    assertThat(DomainXml.parse(domain.xml()).interfaces().get(0).linkUp()).isTrue();
  }

  private static InterfaceSpec card() {
    return InterfaceSpec.builder().source(InterfaceSource.user()).mac(MAC).build();
  }

  @Test
  void update_changesMedia_whereTheGuestHasThem() {
    needs(Capability.HOTPLUG);
    StorageVolume medium = filled("a.iso");
    DiskSpec drive =
        DiskSpec.builder().device(DiskDevice.CDROM).format(VolumeFormat.RAW).target("sda").build();
    Domain domain =
        kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)).addDisk(drive));
    domain.start();
    DiskSpec full = domain.spec().disks().get(0).toBuilder().file(medium.path()).build();

    Update update = domain.planUpdate(d -> d.disks(List.of(full)));

    assertThat(lines(update)).containsExactly("LIVE change source of disk 'sda'");
    update.apply();
    for (String xml : List.of(domain.xml(), domain.definitionXml())) {
      assertThat(DomainXml.parse(xml).disk("sda").orElseThrow().source().orElseThrow().file())
          .contains(medium.path());
    }
  }

  @Test
  void update_changesThePasswordOfAScreen_andTellsNobody() {
    needs(Capability.HOTPLUG);
    Domain domain = defined();
    String screen = "<graphics type='vnc' port='-1' autoport='yes' passwd='before'/></devices>";
    kvm.domains().defineXml(domain.definitionXml().replace("</devices>", screen));
    domain.start();
    String wanted = domain.definitionXml().replace("passwd='before'", "passwd='after'");

    Update update = domain.planUpdate(DomainXml.parse(wanted).toSpec());

    assertThat(lines(update)).containsExactly("LIVE change passwd of graphics 'vnc'");
    update.apply();
    assertThat(domain.xml()).contains("passwd='after'");
    assertThat(domain.definitionXml()).contains("passwd='after'");
  }

  @Test
  void update_tunesDisksAndProcessors() {
    needs(Capability.HOTPLUG);
    Domain domain = guest("-a", empty("a.qcow2"));
    domain.start();
    DiskSpec plain = domain.spec().disks().get(0);
    DiskSpec slow =
        plain.toBuilder()
            .addRawXml("<iotune><total_iops_sec>100</total_iops_sec></iotune>")
            .build();

    Update update =
        domain.planUpdate(
            d ->
                d.disks(List.of(slow))
                    .addRawXml("<cputune><quota>50000</quota></cputune>")
                    .addRawXml("<memtune><hard_limit unit='KiB'>2097152</hard_limit></memtune>"));

    assertThat(lines(update))
        .containsExactlyInAnyOrder(
            "LIVE set iotune of disk 'vda'",
            "LIVE set cputune/quota",
            "LIVE set memtune/hard_limit");
    update.apply();
    for (String xml : List.of(domain.xml(), domain.definitionXml())) {
      assertThat(xml)
          .contains("<total_iops_sec>100</total_iops_sec>", "<quota>50000</quota>")
          .contains("<hard_limit unit='KiB'>2097152</hard_limit>");
    }
    domain.update(d -> d.disks(List.of(plain)));
    assertThat(domain.xml()).doesNotContain("<total_iops_sec>");
    assertThat(domain.definitionXml()).doesNotContain("<total_iops_sec>");
  }

  @Test
  void apply_refusesWhatADomainCannotBecome_andDoesNothing() {
    Domain domain = defined();
    String before = domain.definitionXml();

    Update update =
        domain.planUpdate(d -> d.title("Web").uuid(UUID.randomUUID()).architecture("aarch64"));

    assertThat(lines(update))
        .contains("RECREATE change uuid", "RECREATE change os/type", "LIVE set title to 'Web'");
    assertThatThrownBy(update::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("change uuid; change os/type");
    assertThat(domain.definitionXml()).isEqualTo(before);
  }

  @Test
  void update_renamesADomainThatIsOff_andNoOther() {
    needs(Capability.HOTPLUG);
    Domain domain = defined();
    domain.update(d -> d.name(run + "-b").title("Other"));

    Domain renamed = kvm.domains().get(run + "-b");
    assertThat(renamed.uuid()).isEqualTo(domain.uuid());
    assertThat(renamed.spec().title()).contains("Other");
    assertThat(kvm.domains().find(run + "-a")).isEmpty();
    renamed.start();
    assertThat(lines(renamed.planUpdate(d -> d.name(run + "-c"))).get(0)).startsWith("RECREATE");
  }

  @Test
  void apply_isRefused_whenSomebodyElseWasFaster_andTheSecondTime() {
    Domain domain = defined();
    Update update = domain.planUpdate(d -> d.title("Mine"));
    domain.update(domain.spec().toBuilder().title("Theirs").build());

    assertThatThrownBy(update::apply)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("since this update was planned");
    assertThat(domain.spec().title()).contains("Theirs");
    assertThatThrownBy(update::apply).isInstanceOf(IllegalStateException.class);
  }

  /** The third step fails: its guest keeps the disk. */
  @Test
  void apply_takesBackWhatItDid_whenAStepFails() {
    needs(Capability.HOTPLUG);
    Domain domain = running("-a", empty("a.qcow2"), empty("b.qcow2"));
    String definition = domain.definitionXml();
    List<DiskSpec> first = domain.spec().disks().subList(0, 1);
    Update update = domain.planUpdate(d -> d.disks(first).title("Web"));

    assertThatThrownBy(() -> update.apply(ProgressListener.NONE, Duration.ofSeconds(2)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("disk 'vdb'")
        .hasNoSuppressedExceptions();

    assertThat(domain.definitionXml()).isEqualTo(definition);
    assertThat(targets(domain.xml())).containsExactly("vda", "vdb");
    assertThat(DomainXml.parse(domain.xml()).title()).isEmpty();
  }

  @Test
  void update_leavesAllAsItWas_whenAnImageIsMissing() {
    needs(Capability.HOTPLUG);
    Domain domain = started();
    String definition = domain.definitionXml();

    assertThatThrownBy(() -> domain.update(d -> d.disk(s -> s.volume(pool().name(), "none.qcow2"))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> domain.update(d -> d.title("Web").disk(s -> s.file("/nowhere/x.qcow2"))))
        .isInstanceOf(KvmException.class);

    assertThat(domain.definitionXml()).isEqualTo(definition);
    assertThat(Stream.of(domain.xml(), definition).map(DomainXml::parse))
        .allSatisfy(d -> assertThat(d.title()).isEmpty());
  }
}
