package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host is looked at as a whole while others work there: what vanishes meanwhile needs nothing.
 */
class VanishingTest {
  private final FakeHypervisor kvm = FakeHypervisor.create();
  private final Meanwhile meanwhile = new Meanwhile(kvm);

  @TempDir Path folder;

  private Golden golden;

  @BeforeEach
  void publish() {
    Path disk = folder.resolve("disk.qcow2");
    QcowSpec.of(ByteSize.mib(1)).create(disk, List.of(), (offset, bytes) -> {});
    golden = Provision.on(kvm).golden("debian").from(disk).generalize(Generalize.NONE).publish();
  }

  @AfterEach
  void close() {
    kvm.close();
  }

  /**
   * The fourth volume read is one of the pool's: after the image itself and the two of the other.
   */
  @Test
  void dependents_withoutAPool_thatIsStoppedAsItIsRead() {
    StoragePool other = otherPool("a", "b", "c");
    meanwhile.onCall(Operation.VOLUME_READ, 4, other::destroy, VanishingTest::notActive);

    assertThat(golden.dependents()).isEmpty();
    assertThat(other.active()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2}) // their list, and the one
  void dependents_withoutADomain_thatVanishesAsItsSnapshotsAreRead(int call) {
    kvm.storagePools().get("default").create(v -> v.name("own").capacity(ByteSize.mib(1)));
    Domain other =
        kvm.domains()
            .define(
                d ->
                    d.name("other")
                        .memory(ByteSize.mib(64))
                        .disk(x -> x.volume("default", "own").format(VolumeFormat.QCOW2)));
    other.snapshots().create(s -> s.name("before"));
    meanwhile.onCall(Operation.SNAPSHOT_READ, call, other::undefine, Meanwhile::notThere);

    assertThat(golden.dependents()).isEmpty();
    assertThat(kvm.domains().find("other")).isEmpty();
  }

  /** As its domain's disk, an image is looked for and read after all that is in the pools. */
  @ParameterizedTest
  @CsvSource({"VOLUME_LOOKUP, 2", "VOLUME_READ, 5"})
  void dependents_withoutAnImage_thatVanishesAsItsDomainIsLookedAt(Operation looking, int call) {
    StoragePool other = otherPool("a");
    defineOther(other);
    meanwhile.onCall(looking, call, () -> other.get("a").delete(), Meanwhile::notThere);

    assertThat(golden.dependents()).isEmpty();
    assertThat(other.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"VOLUME_LOOKUP, 2", "VOLUME_READ, 5"})
  void dependents_withoutAnImage_whosePoolIsStoppedAsItsDomainIsLookedAt(
      Operation looking, int call) {
    StoragePool other = otherPool("a");
    defineOther(other);
    meanwhile.onCall(looking, call, other::destroy, VanishingTest::notActive);

    assertThat(golden.dependents()).isEmpty();
    assertThat(other.active()).isFalse();
  }

  /** The second pool that is looked at, whether it is active, and where it is. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void placeOfACopy_withoutAPool_thatVanishesAsItIsLookedAt(int call) {
    StoragePool other = otherPool("a");
    kvm.storagePools().get("default").create(v -> v.name("own").capacity(ByteSize.mib(1)));
    Domain domain =
        kvm.domains()
            .define(
                d -> d.name("web").memory(ByteSize.mib(64)).disk(x -> x.volume("default", "own")));
    domain.start();
    StoragePool last = kvm.storagePools().define(StoragePoolSpec.dir("last", "/srv/last"));
    last.build();
    last.start();
    String copy = last.spec().target() + "/copy.qcow2";
    meanwhile.onCall(
        Operation.POOL_READ,
        call,
        () -> {
          other.get("a").delete();
          other.destroy();
          other.undefine();
        },
        Meanwhile::notThere);

    domain.disk("vda").blockCopy(c -> c.file(copy));

    assertThat(domain.disk("vda").chain()).containsExactly(last.get("copy.qcow2").path());
    assertThat(kvm.storagePools().find("a-pool")).isEmpty();
  }

  private StoragePool otherPool(String... volumes) {
    StoragePool other = kvm.storagePools().define(StoragePoolSpec.dir("a-pool", "/srv/other"));
    other.build();
    other.start();
    for (String name : volumes) {
      other.create(v -> v.name(name).capacity(ByteSize.mib(1)));
    }
    return other;
  }

  private static KvmException notActive(Subject subject) {
    return new ConflictException(subject, "the pool is not active", "");
  }

  /** As virsh can define it: its document names a pool and a volume, and no file. */
  private void defineOther(StoragePool pool) {
    kvm.domains()
        .defineXml(
            """
            <domain type='qemu'>
              <name>other</name>
              <memory unit='MiB'>64</memory>
              <devices>
                <disk type='volume' device='disk'>
                  <source pool='%s' volume='a'/>
                  <target dev='vda'/>
                </disk>
              </devices>
            </domain>
            """
                .formatted(pool.name()));
  }
}
