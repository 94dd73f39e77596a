package io.kvmsdk.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DiskBus;
import io.kvmsdk.domain.DiskDevice;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceNamesTest {
  private static final Optional<String> Q35 = Optional.of("pc-q35-7.2");

  @Test
  void assign_namesDisksInOrder_andSkipsTakenNames() {
    DomainSpec named =
        DeviceNames.assign(
            web()
                .disk(ByteSize.gib(1))
                .disk(d -> d.target("vda").size(ByteSize.gib(2)))
                .disk(ByteSize.gib(3))
                .build(),
            Q35);

    assertThat(named.disks())
        .extracting(DiskSpec::target)
        .map(Optional::get)
        .containsExactly("vdb", "vda", "vdc");
  }

  @Test
  void assign_namesTheVolumeAfterDomainAndTarget_whenADiskIsToBeMade() {
    DomainSpec named =
        DeviceNames.assign(
            web()
                .disk(ByteSize.gib(1))
                .disk(d -> d.size(ByteSize.gib(1)).format(VolumeFormat.RAW).pool("fast"))
                .build(),
            Q35);

    assertThat(named.disks())
        .extracting(DiskSpec::source)
        .map(Optional::get)
        .containsExactly(
            DiskSource.volume("default", "web-vda.qcow2"),
            DiskSource.volume("fast", "web-vdb.img"));
  }

  @Test
  void assign_leavesAnEmptyDriveEmpty_andPutsItWhereTheMachineHasOne() {
    DomainSpec drive = web().disk(d -> d.device(DiskDevice.CDROM)).build();

    assertThat(busOn(drive, Q35)).isEqualTo(DiskBus.SATA);
    assertThat(busOn(drive, Optional.of("pc-i440fx-7.2"))).isEqualTo(DiskBus.IDE);
    assertThat(busOn(drive, Optional.of("virt-7.2"))).isEqualTo(DiskBus.SCSI);
    assertThat(DeviceNames.assign(drive, Q35).disks().get(0).source()).isEmpty();
  }

  @Test
  void assign_namesTheTwentySeventhDiskVdaa() {
    DomainSpec.Builder many = web();
    for (int i = 0; i < 28; i++) {
      many.disk(ByteSize.gib(1));
    }

    List<DiskSpec> disks = DeviceNames.assign(many.build(), Q35).disks();

    assertThat(disks.get(25).target()).contains("vdz");
    assertThat(disks.get(26).target()).contains("vdaa");
    assertThat(disks.get(27).target()).contains("vdab");
  }

  @Test
  void assign_changesNothing_whenAllIsNamed() {
    DomainSpec named = DeviceNames.assign(web().disk(ByteSize.gib(1)).build(), Q35);

    assertThat(DeviceNames.assign(named, Q35)).isEqualTo(named);
  }

  private static DiskBus busOn(DomainSpec spec, Optional<String> machine) {
    return DeviceNames.assign(spec, machine).disks().get(0).bus().orElseThrow();
  }

  private static DomainSpec.Builder web() {
    return DomainSpec.builder().name("web").memory(ByteSize.gib(1));
  }
}
