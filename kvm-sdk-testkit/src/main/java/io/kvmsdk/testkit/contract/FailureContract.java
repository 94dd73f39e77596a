package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.network.Network;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** That failures are told alike by any hypervisor: their type, what stood in the way, a remedy. */
public abstract class FailureContract extends ImageContract {
  private static final Cidr ADDRESS = Cidr.of("192.168.236.1/24");

  private static void assertFails(
      Class<? extends KvmException> type, Subject obstacle, String remedy, ThrowingCallable call) {
    KvmException told = catchThrowableOfType(KvmException.class, call);

    assertThat(told).isExactlyInstanceOf(type).hasMessageContaining(obstacle.name());
    assertThat(told.obstacle().orElse(told.subject())).isEqualTo(obstacle);
    assertThat(told.remedy().orElse("")).contains(remedy);
  }

  private Domain onNetwork() {
    return kvm.domains()
        .define(
            d -> d.name(run + "-a").memory(ByteSize.mib(64)).guestAgent(false).network(run + "-n"));
  }

  private Network network(String suffix) {
    return kvm.networks().define(NetworkSpec.isolated(run + suffix, ADDRESS));
  }

  @Test
  void start_onANetworkThatIsOff() {
    needs(Capability.START_CHECKS);
    network("-n");

    assertFails(
        ConflictException.class,
        Subject.of("network", run + "-n"),
        "Start the network " + run + "-n",
        onNetwork()::start);
  }

  @Test
  void start_onANetworkThatIsNotThere() {
    needs(Capability.START_CHECKS);

    assertFails(
        NotFoundException.class,
        Subject.of("network", run + "-n"),
        "Define the network " + run + "-n",
        onNetwork()::start);
  }

  @Test
  void start_withAnImageThatIsNotThere() {
    needs(Capability.START_CHECKS);
    StorageVolume volume = empty("a.qcow2");
    Domain domain = guest("-a", volume);
    String path = volume.path();
    volume.delete();

    assertFails(
        NotFoundException.class, Subject.of("file", path), "Create the volume", domain::start);
  }

  @Test
  void start_withABaseThatIsNotThere() {
    needs(Capability.START_CHECKS);
    StorageVolume base = empty("base.qcow2");
    Domain domain = guest("-a", overlay("a.qcow2", base, VolumeFormat.QCOW2));
    String path = base.path();
    base.delete();

    assertFails(
        NotFoundException.class, Subject.of("file", path), "Put " + path + " back", domain::start);
  }

  @Test
  void start_withAnImageThatAnotherDomainWritesTo() {
    needs(Capability.START_CHECKS);
    StorageVolume volume = empty("a.qcow2");
    Domain domain = guest("-a", volume);
    running("-b", volume);

    assertFails(
        ConflictException.class,
        Subject.of("file", volume.path()),
        "an overlay of its own",
        domain::start);
  }

  @Test
  void start_withABaseThatAnotherDomainWritesTo() {
    needs(Capability.START_CHECKS);
    StorageVolume base = empty("base.qcow2");
    Domain domain = guest("-a", overlay("a.qcow2", base, VolumeFormat.QCOW2));
    running("-b", base);

    assertFails(
        ConflictException.class, Subject.of("file", base.path()), "must not change", domain::start);
  }

  @Test
  void start_withMoreMemoryThanTheHostHas() {
    needs(Capability.START_CHECKS);
    Domain domain =
        kvm.domains()
            .define(d -> d.name(run + "-a").memory(ByteSize.gib(60 << 10)).guestAgent(false));

    assertFails(
        NoSpaceException.class,
        Subject.of("domain", run + "-a"),
        "Give the domain less memory",
        domain::start);
  }

  @Test
  void define_withANameThatIsTaken() {
    onNetwork();

    assertFails(
        AlreadyExistsException.class,
        Subject.of("domain", run + "-a"),
        "Choose another name",
        this::onNetwork);
  }

  @Test
  void start_ofANetworkWhoseAddressesAreTaken() {
    needs(Capability.LEASES);
    Network first = network("-n");
    Network second = network("-o");
    first.start();

    KvmException told = catchThrowableOfType(ConflictException.class, second::start);

    assertThat(told.obstacle().map(Subject::kind)).contains("interface");
    assertThat(told.remedy().orElse("")).startsWith("Choose addresses");
  }

  @Test
  void create_inAPoolThatIsOff() {
    StoragePool pool = pool();
    pool.destroy();

    try {
      assertFails(
          ConflictException.class,
          Subject.of("storage pool", pool.name()),
          "Start the pool " + pool.name(),
          () -> pool.create(v -> v.name("a").capacity(SIZE)));
    } finally {
      pool.start();
    }
  }

  @Test
  void define_ofAPoolInTheFolderOfAnother() {
    needs(Capability.REAL_FILES);
    StoragePool pool = pool();

    assertFails(
        ConflictException.class,
        Subject.of("storage pool", pool.name()),
        "Use the pool " + pool.name(),
        () -> kvm.storagePools().define(p -> p.name(run + "-o").target(poolFolder(run))));
  }
}
