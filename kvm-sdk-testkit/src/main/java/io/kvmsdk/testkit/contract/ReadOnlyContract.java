package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code ConnectOptions.readOnly} promises, on any hypervisor. */
public abstract class ReadOnlyContract extends HypervisorContract {
  private static final Cidr SUBNET = Cidr.of("192.168.234.1/24");

  private Hypervisor looker;
  private Domain domain;

  /** Another connection to the same host, which only looks. */
  protected abstract Hypervisor connectReadOnly();

  @BeforeEach
  final void define() {
    looker = connectReadOnly();
    kvm.domains().define(d -> d.name(run).memory(ByteSize.mib(64)));
    domain = looker.domains().get(run);
  }

  @AfterEach
  final void closeLooker() {
    looker.close();
  }

  @Test
  void looking_isAllowed() {
    assertThat(looker.domains().list()).contains(domain);
    assertThat(looker.domains().stats(Set.of(StatsGroup.STATE))).isNotEmpty();
    assertThat(domain.state()).isEqualTo(kvm.domains().get(run).state());
    assertThat(domain.info().maxMemory()).isEqualTo(ByteSize.mib(64));
    assertThat(domain.spec().name()).isEqualTo(run);
    assertThat(domain.xml()).contains(run);
    kvm.networks().define(NetworkSpec.isolated(run + "-n", SUBNET));
    assertThat(looker.networks().list()).extracting(Network::name).contains(run + "-n");
    kvm.storagePools().define(StoragePoolSpec.dir(run + "-p", "/tmp/" + run));
    assertThat(looker.storagePools().list()).extracting(StoragePool::name).contains(run + "-p");
    assertThat(looker.nodeInfo())
        .usingRecursiveComparison()
        .ignoringFields("mhz") // which may change with its load
        .isEqualTo(kvm.nodeInfo());
    assertThat(looker.info()).isEqualTo(kvm.info());
    assertThat(looker.capabilities().architecture()).isEqualTo(kvm.capabilities().architecture());
    assertThat(looker.capabilities().cpuModes()).as("which take more than looking").isEmpty();
  }

  @Test
  void changing_isRefused_andSaysWhy() {
    refused(domain::start);
    refused(() -> domain.autostart(true));
    refused(domain::undefine);
    refused(() -> domain.agent().ping());
    refused(() -> domain.update(d -> d.description("changed")));
    refused(() -> looker.domains().define(d -> d.name(run + "-b").memory(ByteSize.mib(64))));
    refused(() -> looker.networks().define(NetworkSpec.isolated(run + "-n", SUBNET)));
    refused(() -> looker.storagePools().define(StoragePoolSpec.dir(run + "-p", "/tmp/" + run)));

    assertThat(kvm.domains().get(run).state().active()).isFalse();
    assertThat(kvm.domains().find(run + "-b")).isEmpty();
  }

  private static void refused(ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("read only access prevents")
        .hasMessageContaining("ConnectOptions.readOnly");
  }
}
