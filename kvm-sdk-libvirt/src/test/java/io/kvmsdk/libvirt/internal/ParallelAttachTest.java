package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.internal.driver.Driver;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.UpdateDriver;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that several attach to one domain: virsh does so just before this library does. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@Timeout(300)
class ParallelAttachTest {
  private final String name = QemuHost.name("guest");
  private final AtomicBoolean busy = new AtomicBoolean(true);
  @TempDir Path folder;
  private LibvirtDriver driver;
  private Domain domain;

  @BeforeEach
  void define() {
    driver = QemuHost.connect();
    domain =
        new DriverHypervisor(withOthers())
            .domains()
            .define(
                d -> {
                  d.name(name).memory(ByteSize.mib(64)).guestAgent(false);
                  ports().forEach(d::addRawDevice);
                });
    Tool.run("chmod", "a+x", folder).orFail();
    for (String image : new String[] {"own.img", "other.img"}) {
      Tool.run("qemu-img", "create", "-q", folder.resolve(image), "1M").orFail();
    }
  }

  /** A place to plug in for each device that it begins with, and some. */
  private static Stream<String> ports() {
    return IntStream.rangeClosed(1, 12)
        .mapToObj("<controller type='pci' index='%d' model='pcie-root-port'/>"::formatted);
  }

  @AfterEach
  void removeEverything() {
    QemuHost.virsh("destroy", name);
    QemuHost.virsh("undefine", name);
    driver.close();
  }

  @Test
  void attachDisk_takesTheNextTarget_ofADomainThatIsOff() {
    assertThat(attach("")).isEqualTo("vdb");

    assertThat(QemuHost.ask("domblklist", name, "--inactive"))
        .containsPattern("vda +.*other.img")
        .containsPattern("vdb +.*own.img");
  }

  @Test
  void attachDisk_takesTheNextTarget_ofOneThatRuns() {
    domain.start();

    assertThat(attach("")).isEqualTo("vdb");

    assertThat(QemuHost.ask("domblklist", name))
        .containsPattern("vda +.*other.img")
        .containsPattern("vdb +.*own.img");
  }

  @Test
  void attachDisk_takesNoOtherTarget_thanItWasTold() {
    assertThatThrownBy(() -> attach("vda"))
        .isInstanceOf(KvmException.class)
        .hasMessageContaining("target vda already exists");

    assertThat(QemuHost.ask("domblklist", name, "--inactive")).doesNotContain("own.img");
  }

  private String attach(String target) {
    DiskSource image = DiskSource.file(folder.resolve("own.img").toString());
    return domain
        .attachDisk(
            d -> {
              d.source(image);
              if (!target.isEmpty()) {
                d.target(target);
              }
            })
        .target();
  }

  private Driver withOthers() {
    UpdateDriver real = driver.updates();
    UpdateDriver late =
        StandIn.of(
            UpdateDriver.class,
            (method, arguments) -> {
              if (method.getName().equals("attach") && busy.getAndSet(false)) {
                attachOther();
              }
              return method.invoke(real, arguments);
            });
    return StandIn.of(
        Driver.class,
        (method, arguments) ->
            method.getName().equals("updates") ? late : method.invoke(driver, arguments));
  }

  private void attachOther() {
    String scope = domain.state().active() ? "--live" : "--config";
    QemuHost.virsh("attach-disk", name, folder.resolve("other.img"), "vda", scope).orFail();
  }
}
