package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.Secret;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What a real switch takes without a word and does not do, or does otherwise, is refused before it
 * is sent.
 */
class SwitchSpecsTest {
  private static final String LONG = "sixteen-letters-";

  @Test
  void namesThatLinuxWouldCutOff_areRefused() {
    refused(() -> PortSpec.of(LONG, InterfaceType.internal()), "at most 15 bytes");
    refused(() -> PortSpec.of(LONG, InterfaceType.system()), "at most 15 bytes");
    refused(() -> BridgeSpec.builder().name(LONG).build(), "at most 15 bytes");
    assertThat(PortSpec.of(LONG, InterfaceType.gre("192.0.2.1")).name()).isEqualTo(LONG);
  }

  @Test
  void tunnels_haveAnAddress_andAKeyThatFits() {
    refused(() -> PortSpec.of("t", InterfaceType.gre("kvm2")), "not 'kvm2'");
    refused(() -> PortSpec.of("t", InterfaceType.vxlan("::1").key(1 << 24)), "0 to 16777215");
    refused(() -> PortSpec.of("t", InterfaceType.geneve("::1").key(-1)), "0 to 16777215");
    refused(() -> PortSpec.of("t", InterfaceType.gre("::1").key(1L << 32)), "0 to 4294967295");
    refused(() -> PortSpec.of("t", InterfaceType.gre("::1").localIp("kvm1")), "local_ip");
    assertThat(PortSpec.of("t", InterfaceType.gre("flow").key(0xffffffffL)).name()).isEqualTo("t");
    for (String psk : List.of("", "a\"b", "a\nb")) {
      refused(
          () -> PortSpec.of("t", InterfaceType.gre("::1").psk(Secret.of(psk))), "pre-shared key");
    }
    assertThat(PortSpec.of("t", InterfaceType.gre("flow").localIp("flow")).name()).isEqualTo("t");
  }

  @Test
  void bridges_whoseInterfacesAreAtOdds_areRefused() {
    BridgeSpec.Builder bridge = BridgeSpec.builder().name("br0");
    for (String port : List.of("a", "b")) {
      bridge.port(p -> p.name(port).networkInterface(i -> i.name(port).ofport(7)));
    }
    refused(bridge::build, "the same ofport");
    refused(
        () ->
            BridgeSpec.builder()
                .name("br0")
                .port(
                    p ->
                        p.name("br0")
                            .networkInterface(
                                i -> i.name("br0").mac(MacAddress.of("02:00:00:00:00:01"))))
                .build(),
        "other_config:hwaddr");
    BridgeSpec.Builder mirrored =
        BridgeSpec.builder().name("br0").mirror(m -> m.name("m").outputPort("not-named"));
    assertThat(mirrored.build().mirrors()).hasSize(1);
    refused(mirrored.exclusive(true)::build, "ports that it names");
    refused(
        () -> SwitchSpec.builder().bridge(b -> b.name("x")).bridge(b -> b.name("x")).build(),
        "two specs are of the same bridge");
  }

  @Test
  void connections_haveATargetThatASwitchKnows() {
    refused(() -> ConnectionSpec.of("192.0.2.1:6653"), "tcp:");
    refused(() -> ConnectionSpec.of("http://192.0.2.1"), "tcp:");
    refused(
        () -> ConnectionSpec.builder().target("tcp:::1").maxBackoff(Duration.ZERO).build(),
        "a second or more");
    refused(
        () -> BridgeSpec.builder().name("b").addController("tcp:a").addController("tcp:a").build(),
        "same target");
  }

  @Test
  void shapingCollectorsAndDelays_haveValuesThatWork() {
    refused(() -> QosSpec.builder().type("linux-hbt").build(), "linux-htb");
    refused(() -> FlowExport.netflow("collector"), "IP:PORT, not 'collector'");
    refused(() -> FlowExport.ipfix("[::1]:4739").sampling(0), "1 or more");
    refused(
        () -> FlowExport.sflow("127.0.0.1:6343").polling(Duration.ofMillis(1500)), "whole seconds");
    refused(
        () -> PortSpec.builder().name("b").bondUpDelay(Duration.ofMillis(-1)).build(),
        "bondUpDelay");
  }

  private static void refused(ThrowingCallable making, String words) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(making)
        .withMessageContaining(words);
  }
}
