package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.provision.CloneKind;
import io.kvmsdk.provision.Plan;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.testkit.contract.CloneContract;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresQemu
class QemuCloneContractTest extends CloneContract {
  @TempDir Path folder;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  private Domain withFirmware(UUID uuid, Path variables) {
    return kvm.domains()
        .define(
            d ->
                d.name(run + "-uefi")
                    .uuid(uuid)
                    .memory(ByteSize.mib(64))
                    .firmware(Firmware.UEFI)
                    .addRawXml("<os><smbios mode='sysinfo'/><nvram>" + variables + "</nvram></os>")
                    .addRawXml(
                        "<sysinfo type='smbios'><system>"
                            + "<entry name='manufacturer'>Example</entry>"
                            + "<entry name='serial'>SN-1</entry>"
                            + ("<entry name='uuid'>" + uuid + "</entry>")
                            + "</system></sysinfo>"));
  }

  @Test
  void clone_hasFirmwareVariablesOfItsOwn_andNoIdentityInItsSmbios() throws IOException {
    Path variables = Files.writeString(folder.resolve("original_VARS.fd"), "what was set");
    UUID uuid = UUID.randomUUID();
    Domain original = withFirmware(uuid, variables);

    Provision.on(kvm).planClone(original.name(), run + "-b", CloneKind.FULL).apply();

    String clone =
        Tool.run("virsh", "-c", "qemu:///system", "dumpxml", run + "-b").orFail().output();
    Path copy = folder.resolve(run + "-b_VARS.fd");
    assertThat(copy).hasSameBinaryContentAs(variables);
    assertThat(clone)
        .contains(copy + "</nvram>", "<smbios mode='sysinfo'/>", ">Example</entry>")
        .doesNotContain(uuid.toString(), "SN-1", variables.toString());
    assertThat(original.definitionXml()).contains(uuid.toString(), "SN-1", variables.toString());
  }

  @Test
  void clone_leavesNoFirmwareVariables_whenItCannotBeDefined() throws IOException {
    Path variables = Files.writeString(folder.resolve("original_VARS.fd"), "what was set");
    Domain original = withFirmware(UUID.randomUUID(), variables);
    Plan<Domain> plan = Provision.on(kvm).planClone(original.name(), run + "-b", CloneKind.FULL);
    kvm.domains().define(d -> d.name(run + "-b").memory(ByteSize.mib(64)));

    assertThatThrownBy(plan::apply).isInstanceOf(KvmException.class).hasNoSuppressedExceptions();

    assertThat(folder).isDirectoryNotContaining(f -> f.toString().contains(run + "-b"));
  }
}
