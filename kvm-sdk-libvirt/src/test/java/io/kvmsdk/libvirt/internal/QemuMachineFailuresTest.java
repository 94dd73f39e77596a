package io.kvmsdk.libvirt.internal;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.value.ByteSize;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.jna.DomainPointer;

/** Machines that the host does not have, and what a domain's state forbids. */
@RequiresQemu
@Timeout(300)
class QemuMachineFailuresTest {
  private static final String AGENT =
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";
  private static final String HOT_CARD =
      "<interface type='user'><model type='virtio'/></interface>";
  private static final int AFFECT_LIVE = 1;

  @TempDir Path folder;
  private FailingGuest guests;

  @BeforeEach
  void connect() {
    guests = new FailingGuest(QemuHost.connect());
  }

  @AfterEach
  void removeAll() {
    guests.close();
  }

  /** Defines a domain with {@code rest}, and starts it. */
  private void run(String rest) {
    guests.startWith(FailingGuest.OS, rest);
  }

  private static String model(String name, String features) {
    return "<cpu mode='custom' match='exact'><model fallback='forbid'>"
        + name
        + "</model>"
        + features
        + "</cpu>";
  }

  /** A call of libvirt's that the driver does not make, or not so. */
  private void call(ObjectRef domain, ToIntFunction<DomainPointer> function) {
    LibvirtApi api = LibvirtLibrary.get();
    Connection connection =
        Connection.open(api, URI.create(QemuHost.URI), ConnectOptions.builder().build());
    try {
      new NativeObjects<>(connection, ObjectKind.domain(api)).call(domain.uuid(), function);
    } finally {
      connection.close();
    }
  }

  @Test
  @Proves(KnownFailure.CPU_UNKNOWN)
  void aProcessorThatNobodyKnows() {
    Provoked.by(
            KnownFailure.CPU_UNKNOWN,
            UnsupportedException.class,
            () -> run(model("Toaster-9000", "")))
        .cured("virsh cpu-models");
  }

  @Test
  @Proves(KnownFailure.CPU_FEATURE_UNKNOWN)
  void aFeatureThatNobodyKnows() {
    Provoked.by(
            KnownFailure.CPU_FEATURE_UNKNOWN,
            UnsupportedException.class,
            () -> run(model("qemu64", "<feature policy='require' name='toasting'/>")))
        .cured("toasting");
  }

  /** Only Xeon Phi has it. */
  @Test
  @Proves(KnownFailure.CPU_FEATURES_MISSING)
  void aFeatureThatTheHostLacks() {
    Provoked.by(
            KnownFailure.CPU_FEATURES_MISSING,
            UnsupportedException.class,
            () ->
                run(
                    "<cpu mode='host-model'><feature policy='require' name='avx512-4fmaps'/>"
                        + "</cpu>"))
        .cured("Do not require avx512-4fmaps");
  }

  @Test
  @Proves(KnownFailure.CPU_MODE_UNSUPPORTED)
  void theHostsProcessorWithoutKvm() {
    Provoked.by(
            KnownFailure.CPU_MODE_UNSUPPORTED,
            UnsupportedException.class,
            () -> run("<cpu mode='host-passthrough'/>"))
        .cured("maximum", "host-passthrough needs KVM");
  }

  @Test
  @Proves(KnownFailure.MACHINE_UNKNOWN)
  void aMachineTypeThatTheHostsQemuLacks() {
    Provoked.by(
        KnownFailure.MACHINE_UNKNOWN,
        UnsupportedException.class,
        () -> guests.define(FailingGuest.OS.replace("q35", "pc-q35-99.0"), "", ""));
  }

  @Test
  @Proves(KnownFailure.ARCHITECTURE_MISSING)
  void anArchitectureWithoutAnEmulator() {
    assumeFalse(Files.exists(Path.of("/usr/bin/qemu-system-s390x")), "QEMU for s390x is here");

    Provoked.by(
            KnownFailure.ARCHITECTURE_MISSING,
            UnsupportedException.class,
            () ->
                guests.define(
                    "<os><type arch='s390x' machine='s390-ccw-virtio'>hvm</type></os>", "", ""))
        .cured("Install QEMU for s390x");
  }

  @Test
  @Proves(KnownFailure.MEMORY_MISSING)
  void moreMemoryThanTheHostCanGive() {
    String xml =
        FailingGuest.xml(QemuHost.name("failing"), FailingGuest.OS, "", "")
            .replace("'MiB'>64<", "'TiB'>60<");

    Provoked.by(KnownFailure.MEMORY_MISSING, NoSpaceException.class, () -> guests.start(xml))
        .cured("less memory");
  }

  @Test
  @Proves(KnownFailure.HUGEPAGES_MISSING)
  void hugePagesThatAreNotMounted() {
    assumeFalse(mounts().contains(" hugetlbfs "), "hugetlbfs is mounted here");

    Provoked.by(
            KnownFailure.HUGEPAGES_MISSING,
            UnsupportedException.class,
            () -> run("<memoryBacking><hugepages/></memoryBacking>"))
        .cured("/dev/hugepages");
  }

  private static String mounts() {
    return Tool.run("cat", "/proc/mounts").orFail().output();
  }

  @Test
  @Proves(KnownFailure.TPM_MISSING)
  void aTpmWithoutItsEmulator() {
    assumeFalse(Files.exists(Path.of("/usr/bin/swtpm")), "swtpm is here");

    Provoked.by(
            KnownFailure.TPM_MISSING,
            UnsupportedException.class,
            () ->
                guests.startWith(
                    "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"))
        .cured("swtpm-tools");
  }

  @Test
  @Proves(KnownFailure.PASSTHROUGH_UNSUPPORTED)
  void aHostDeviceWithoutAnIommu() {
    assumeFalse(Files.exists(Path.of("/sys/kernel/iommu_groups/0")), "there is an IOMMU here");

    Provoked.by(
            KnownFailure.PASSTHROUGH_UNSUPPORTED,
            UnsupportedException.class,
            () ->
                guests.startWith(
                    """
                    <hostdev mode='subsystem' type='pci' managed='yes'>
                      <source><address domain='0' bus='0x7f' slot='1' function='0'/></source>
                    </hostdev>
                    """))
        .cured("intel_iommu=on");
  }

  /** Where KVM is nested or emulated, as on many a machine for tests. */
  @Test
  @Proves(KnownFailure.KVM_BROKEN)
  void aKvmThatIsOfferedAndDoesNotWork() {
    boolean offered = guests.driver.capabilitiesXml().contains("<domain type='kvm'");
    assumeTrue(offered && new ProbedHost().broken(), "KVM works here, or is not offered");
    String xml =
        FailingGuest.xml(
                QemuHost.name("failing"), FailingGuest.OS, "<cpu mode='host-passthrough'/>", "")
            .replace("type='qemu'", "type='kvm'");

    Provoked.by(KnownFailure.KVM_BROKEN, UnsupportedException.class, () -> guests.start(xml))
        .cured("Accelerator.TCG");
  }

  /** QEMU itself, asked without libvirt. */
  private static final class ProbedHost {
    boolean broken() {
      return Tool.run(
              "sh",
              "-c",
              "echo quit | qemu-system-x86_64 -accel kvm -cpu host -m 32 -nodefaults"
                  + " -display none -monitor stdio")
          .output()
          .contains("kvm_buf_set_msrs");
    }
  }

  @Test
  @Proves({KnownFailure.MEMORY_BEYOND_MOST, KnownFailure.VCPUS_BEYOND_MOST})
  void moreThanADomainCanHave() {
    ObjectRef guest = guests.startWith("");

    Provoked.by(
            KnownFailure.MEMORY_BEYOND_MOST,
            InvalidSpecException.class,
            () -> guests.driver.updates().memory(guest.uuid(), ByteSize.gib(1), Affect.LIVE))
        .cured("next boot", "memory(");
    Provoked.by(
            KnownFailure.VCPUS_BEYOND_MOST,
            InvalidSpecException.class,
            () -> guests.driver.updates().vcpus(guest.uuid(), 9, Affect.LIVE))
        .cured("next boot", "maxVcpus(");
  }

  @Test
  @Proves(KnownFailure.SLOTS_EXHAUSTED)
  void moreHotPluggedDevicesThanPorts() {
    ObjectRef guest = guests.startWith("");

    Provoked.by(
            KnownFailure.SLOTS_EXHAUSTED,
            ConflictException.class,
            () -> {
              for (int i = 0; i < 16; i++) {
                call(guest, this::attachCard);
              }
            })
        .cured("pcie-root-port");
  }

  private int attachCard(DomainPointer domain) {
    return LibvirtLibrary.get().virDomainAttachDeviceFlags(domain, HOT_CARD, AFFECT_LIVE);
  }

  @Test
  @Proves(KnownFailure.HOTPLUG_UNSUPPORTED)
  void aMachineThatTakesNoDevicesWhileItRuns() {
    String old =
        FailingGuest.xml(QemuHost.name("failing"), FailingGuest.OS.replace("q35", "pc"), "", "")
            .replace("<acpi/>", "");
    ObjectRef guest = guests.start(old);

    Provoked.by(
            KnownFailure.HOTPLUG_UNSUPPORTED,
            UnsupportedException.class,
            () -> call(guest, this::attachCard))
        .cured("q35", "acpi");
  }

  @Test
  @Proves(KnownFailure.NVRAM_LEFT)
  void aDomainWithVariablesOfItsFirmware() {
    ObjectRef guest = guests.define(FailingGuest.OS.replace("<os>", "<os firmware='efi'>"), "", "");
    guests.driver.domains().create(guest.uuid());
    guests.driver.domains().destroy(guest.uuid());

    Provoked.by(
            KnownFailure.NVRAM_LEFT,
            ConflictException.class,
            () -> call(guest, LibvirtLibrary.get()::virDomainUndefine))
        .cured("Nvram.REMOVE");
  }

  @Test
  @Proves(KnownFailure.SAVED_STATE_LEFT)
  void aDomainWithASavedState() {
    ObjectRef guest = guests.startWith("");
    QemuHost.virsh("managedsave", guest.name()).orFail();

    Provoked.by(
        KnownFailure.SAVED_STATE_LEFT,
        ConflictException.class,
        () -> call(guest, LibvirtLibrary.get()::virDomainUndefine));
  }

  @Test
  @Proves(KnownFailure.HISTORY_LEFT)
  void aDomainWithASnapshot() {
    Path disk = folder.resolve("disk.qcow2");
    Tool.run("qemu-img", "create", "-q", "-f", "qcow2", disk, "1M").orFail();
    ObjectRef guest = guests.define(FailingGuest.OS, "", FailingGuest.disk(disk, "qcow2", ""));
    QemuHost.virsh("snapshot-create-as", guest.name(), "first").orFail();

    Provoked.by(
        KnownFailure.HISTORY_LEFT,
        ConflictException.class,
        () -> call(guest, LibvirtLibrary.get()::virDomainUndefine));
  }

  @Test
  @Proves(KnownFailure.AGENT_ABSENT)
  void anAgentThatDoesNotRun() {
    ObjectRef guest = guests.startWith(AGENT);

    Provoked.by(
            KnownFailure.AGENT_ABSENT,
            ConflictException.class,
            () -> guests.driver.domains().addresses(guest.uuid(), AddressSource.AGENT))
        .cured("Install qemu-guest-agent");
  }

  @Test
  @Proves(KnownFailure.AGENT_UNCONFIGURED)
  void anAgentWithoutItsChannel() {
    ObjectRef guest = guests.startWith("");

    Provoked.by(
            KnownFailure.AGENT_UNCONFIGURED,
            UnsupportedException.class,
            () -> guests.driver.domains().addresses(guest.uuid(), AddressSource.AGENT))
        .cured("guestAgent");
  }

  @Test
  @Proves(KnownFailure.NAME_TAKEN)
  void aNameThatIsTaken() {
    ObjectRef first = guests.define(FailingGuest.OS, "", "");

    Provoked.by(
        KnownFailure.NAME_TAKEN,
        AlreadyExistsException.class,
        () -> guests.define(FailingGuest.xml(first.name(), FailingGuest.OS, "", "")));
  }
}
