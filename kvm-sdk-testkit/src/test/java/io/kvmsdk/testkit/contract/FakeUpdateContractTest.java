package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Update;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.testkit.FakeHypervisor;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeUpdateContractTest extends UpdateContract {
  private static final String LIMIT = "<bandwidth><inbound average='1000'/></bandwidth>";

  @Override
  protected Hypervisor connect() {
    return FakeHypervisor.create();
  }

  /** Not every host's kernel has what libvirt limits interfaces by. */
  @Test
  void update_limitsInterfaces_andLiftsTheLimit() {
    kvm.networks().define(NetworkSpec.isolated(run + "-n", Cidr.of("192.168.234.1/24"))).start();
    Domain domain =
        kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)).network(run + "-n"));
    domain.start();
    InterfaceSpec card = domain.spec().interfaces().get(0);
    InterfaceSpec limited = card.toBuilder().addRawXml(LIMIT).build();

    Update update = domain.planUpdate(d -> d.interfaces(List.of(limited)));

    String mac = card.mac().orElseThrow().text();
    assertThat(update.toString())
        .isEqualTo("LIVE      domain '" + run + "-a': set bandwidth of interface '" + mac + "'");
    update.apply();
    assertThat(domain.xml()).contains("<inbound average='1000'/>");
    assertThat(domain.definitionXml()).contains("<inbound average='1000'/>");
    domain.update(d -> d.interfaces(List.of(card)));
    assertThat(domain.xml()).doesNotContain("bandwidth");
  }
}
