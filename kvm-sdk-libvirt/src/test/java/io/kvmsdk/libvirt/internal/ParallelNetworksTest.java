package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.xml.NetworkXml;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.Networks;
import io.kvmsdk.value.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks that several make at one moment: libvirt looks for a free bridge, then takes it. */
@RequiresQemu
@Timeout(300)
class ParallelNetworksTest {
  private static final int WORKERS = 4;
  private static final int ROUNDS = 25;

  private final String name = QemuHost.name("net");
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private LibvirtDriver driver;
  private Networks networks;

  @BeforeEach
  void connect() {
    driver = QemuHost.connect();
    networks = new DriverHypervisor(driver).networks();
  }

  @AfterEach
  void removeEverything() {
    workers.shutdownNow();
    for (int worker = 0; worker < WORKERS; worker++) {
      QemuHost.virsh("net-destroy", name + worker);
      QemuHost.virsh("net-undefine", name + worker);
    }
    driver.close();
  }

  private NetworkSpec spec(int worker) {
    return NetworkSpec.isolated(name + worker, Cidr.of("10.213.10" + worker + ".1/24"));
  }

  @Test
  void define_givesEachABridgeOfItsOwn() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<Network> made = atOnce(worker -> () -> networks.define(spec(worker)));

      assertThat(made.stream().map(n -> NetworkXml.parse(n.definitionXml()).bridge()))
          .doesNotHaveDuplicates();
      made.forEach(Network::undefine);
    }
  }

  @Test
  void create_startsEach() throws Exception {
    for (int round = 0; round < ROUNDS / 5; round++) {
      List<Network> made = atOnce(worker -> () -> networks.create(spec(worker)));

      assertThat(made).allMatch(Network::active);
      made.forEach(Network::destroy);
    }
  }

  private interface Work {
    Callable<Network> of(int worker);
  }

  private List<Network> atOnce(Work work) throws Exception {
    Stream<Callable<Network>> all = IntStream.range(0, WORKERS).mapToObj(work::of);
    List<Network> made = new ArrayList<>();
    for (Future<Network> each : workers.invokeAll(all.toList())) {
      made.add(each.get());
    }
    return made;
  }
}
