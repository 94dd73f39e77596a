package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Patch ports whose other end is missing, on a real switch. */
@RequiresSwitch
@Timeout(180)
class PatchCableTest extends OneSwitch {
  @BeforeEach
  void newBridge() {
    ovs.bridges().find("half").ifPresent(Bridge::delete);
    ovs.apply(b -> b.name("half").datapathType(DatapathType.NETDEV));
  }

  private static void plug(OpenVSwitch ovs, String port, String peer) {
    ovs.apply(b -> b.name("half").addPort(port, InterfaceType.patch(peer)));
  }

  private static void refused(ThrowingCallable change, String peer) {
    assertThatExceptionOfType(InterfaceFailedException.class)
        .isThrownBy(change)
        .withMessageContaining("No usable peer '" + peer + "' exists")
        .withMessageContaining("both ends of a patch cable in one call");
  }

  /** ovs-vswitchd says so a moment after it has come up to the change. */
  @RepeatedTest(10)
  void aPeerThatIsNotThere_isRefusedEachTime() {
    refused(() -> plug(ovs, "p", "q"), "q");
    assertThat(host.vsctl("list-ports", "half")).isEmpty();
  }

  @Test
  void aPeerThatLeadsElsewhere_isRefused() {
    plug(ovs.noWait(), "q", "other");
    refused(() -> plug(ovs, "p", "q"), "q");
    assertThat(host.vsctl("list-ports", "half")).isEqualTo("q");
  }

  @Test
  void theOtherEndOfOneThatWasLeftOpen_isTaken() {
    plug(ovs.noWait(), "q", "p");
    plug(ovs, "p", "q");
    assertThat(host.vsctl("list-ports", "half").lines()).containsExactly("p", "q");
  }
}
