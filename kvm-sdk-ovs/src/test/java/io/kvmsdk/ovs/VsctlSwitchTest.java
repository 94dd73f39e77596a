package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scripts on a real switch, which carries them out before they return. */
@RequiresTraffic
class VsctlSwitchTest extends OneSwitch {
  @Test
  void run_whenItReturns_theSwitchForwardsByVlan() {
    SwitchHost.Guest a = host.guest("10.7.0.1/24");
    SwitchHost.Guest b = host.guest("10.7.0.2/24");
    VsctlScript.parse(
            """
            ovs-vsctl add-br br0 -- set bridge br0 datapath_type=netdev;
              ovs-vsctl add-port br0 %s tag=7
              ovs-vsctl add-port br0 %s tag=7; ovs-vsctl add-port br0 own -- set interface own type=internal
            """
                .formatted(a.port(), b.port()))
        .run(ovs.database());
    assertThat(host.vsctl("get", "interface", "own", "ofport")).matches("[0-9]+");
    assertThat(a.reaches("10.7.0.2")).isTrue();
    VsctlScript.parse("ovs-vsctl set port " + b.port() + " tag=8").run(ovs.database());
    // Flows that its datapath has kept are looked through a moment after ovs-vswitchd has the tag.
    within(() -> !a.pings("10.7.0.2"));
  }

  @Test
  void run_whenADeviceIsMissing_throwsWhereOvsVsctlSucceeds() {
    VsctlScript script =
        VsctlScript.parse(
            "ovs-vsctl add-br br1 -- set bridge br1 datapath_type=netdev -- add-port br1 nothere");
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> script.run(ovs.database()))
        .withMessageContaining("line 1: add-port br1 nothere")
        .withMessageContaining("No such device");
    assertThat(host.vsctl("list-ports", "br1")).isEqualTo("nothere");
  }

  private static String configuration() {
    return host.configuration().replaceAll("\"next_cfg\":[0-9]+", "");
  }

  @Test
  void run_whenADeviceIsMissingAndItIsToBeUndone_leavesTheSwitchAsItWas() {
    VsctlScript.parse(
            "ovs-vsctl add-br br2 -- set bridge br2 datapath_type=netdev"
                + " -- add-br gone -- set bridge gone datapath_type=netdev")
        .run(ovs.database());
    String before = configuration();
    VsctlScript script =
        VsctlScript.parse(
            """
            ovs-vsctl set bridge br2 stp_enable=true fail_mode=secure
            ovs-vsctl add-port br2 missing -- set port br2 tag=4 -- del-br gone
            """);
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(() -> script.undoOnFailure().run(ovs.database()))
        .withMessageContaining("line 2: add-port br2 missing")
        .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
    assertThat(configuration()).isEqualTo(before);
  }

  @Test
  void run_whenItWaitsForTheSwitch_goesOnOnceItIsSo() throws Exception {
    CompletableFuture<List<VsctlOutput>> waiting =
        CompletableFuture.supplyAsync(
            () ->
                VsctlScript.parse(
                        "ovs-vsctl wait-until interface late 'ofport>=0' -- get interface late type")
                    .run(ovs.database()));
    VsctlScript.parse(
            "ovs-vsctl add-br br3 -- set bridge br3 datapath_type=netdev"
                + " -- add-port br3 late -- set interface late type=internal")
        .run(ovs.database());
    assertThat(waiting.get(2, TimeUnit.MINUTES).get(1).text()).isEqualTo("internal\n");
  }
}
