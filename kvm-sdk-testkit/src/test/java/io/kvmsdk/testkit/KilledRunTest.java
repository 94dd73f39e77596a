package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.provision.Generalize;
import io.kvmsdk.provision.Golden;
import io.kvmsdk.provision.GoldenPublication;
import io.kvmsdk.provision.Goldens;
import io.kvmsdk.provision.Provision;
import io.kvmsdk.provision.Spawned;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of a run that ends at any of its calls, as by {@code kill -9}, and what the next
 * makes of it: from that call on nothing reaches the host any more, so that nothing is undone.
 */
class KilledRunTest {
  private static final String POOL = "default";

  @TempDir Path folder;

  private Path disk;

  @BeforeEach
  void makeADisk() {
    disk = folder.resolve("disk.qcow2");
    QcowSpec.of(ByteSize.mib(1)).create(disk, List.of(), (offset, bytes) -> {});
  }

  /**
   * @param local whether the process works on the host's files itself
   */
  private static FakeHypervisor host(boolean local) {
    FakeHypervisor.Builder builder = FakeHypervisor.builder().bare();
    FakeHypervisor kvm = (local ? builder.local() : builder).build();
    for (String pool : List.of(POOL, "second")) {
      var made =
          kvm.storagePools().define(StoragePoolSpec.dir(pool, kvm.root().resolve(pool).toString()));
      made.build();
      made.start();
    }
    return kvm;
  }

  private GoldenPublication publication(FakeHypervisor kvm) {
    return Provision.on(kvm).golden("debian").from(disk).pool(POOL).generalize(Generalize.NONE);
  }

  private static Goldens goldens(FakeHypervisor kvm, String pool) {
    return Provision.on(kvm).goldens(pool);
  }

  private static List<String> volumes(FakeHypervisor kvm, String pool) {
    return kvm.storagePools().get(pool).list().stream().map(StorageVolume::name).sorted().toList();
  }

  /**
   * Lets {@code run} end before each of the calls by which it changes the host, and in the middle
   * of each upload, each time on a host of its own.
   */
  private static void killedAnywhere(
      boolean local,
      Consumer<FakeHypervisor> before,
      Consumer<FakeHypervisor> run,
      Consumer<FakeHypervisor> afterwards) {
    List<Call> calls;
    try (FakeHypervisor kvm = host(local)) {
      before.accept(kvm);
      int earlier = kvm.calls().size();
      run.accept(kvm);
      calls = kvm.calls().subList(earlier, kvm.calls().size());
    }
    assertThat(calls).hasSizeGreaterThan(1);
    for (int i = 0; i < calls.size(); i++) {
      Operation operation = calls.get(i).operation();
      int nth =
          Collections.frequency(
              calls.subList(0, i + 1).stream().map(Call::operation).toList(), operation);
      for (int bytes : operation == Operation.VOLUME_UPLOAD ? List.of(0, 1) : List.of(0)) {
        try (FakeHypervisor kvm = host(local)) {
          before.accept(kvm);
          kvm.failOn(operation, Fault.of(s -> death(kvm, s)).onCall(nth).afterBytes(bytes));
          assertThatThrownBy(() -> run.accept(kvm))
              .as("killed at call %s, %s", i, calls.get(i))
              .isInstanceOf(ConnectionLostException.class);
          kvm.failNoMore();
          afterwards.accept(kvm);
        }
      }
    }
  }

  private static KvmException death(FakeHypervisor kvm, Subject subject) {
    for (Operation operation : Operation.values()) {
      kvm.failOn(operation, Fault.connectionLost());
    }
    return new ConnectionLostException(subject, "killed", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void publish_leavesNoImageOrAWholeOne_andTheNextCompletes(boolean local) {
    killedAnywhere(
        local,
        kvm -> {},
        kvm -> publication(kvm).publish(),
        kvm -> {
          goldens(kvm, POOL).list().forEach(Golden::verify);
          if (goldens(kvm, POOL).list().isEmpty()) {
            publication(kvm).publish();
          }
          goldens(kvm, POOL).get("debian").verify();
          assertThat(volumes(kvm, POOL)).containsExactly("debian.golden", "debian.golden.qcow2");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void move_leavesTheImageInOneOfItsPlaces_andTheNextCompletes(boolean local) {
    killedAnywhere(
        local,
        kvm -> publication(kvm).publish(),
        kvm -> goldens(kvm, POOL).get("debian").planMove("second").apply(),
        kvm -> {
          goldens(kvm, POOL).list().forEach(Golden::verify);
          goldens(kvm, "second").list().forEach(Golden::verify);
          goldens(kvm, POOL).find("debian").ifPresent(g -> g.planMove("second").apply());
          goldens(kvm, "second").get("debian").verify();
          assertThat(goldens(kvm, POOL).list()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void spawn_isRefusedWithARemedy_untilWhatIsLeftIsGone(boolean local) {
    killedAnywhere(
        local,
        kvm -> publication(kvm).publish(),
        KilledRunTest::spawn,
        kvm -> {
          assertThat(afterTheRemedy(kvm).domain().name()).isEqualTo("web");
          goldens(kvm, POOL).get("debian").verify();
          assertThat(volumes(kvm, POOL))
              .containsExactly(
                  "debian.golden", "debian.golden.qcow2", "web-seed.iso", "web-vda.qcow2");
        });
  }

  private static Spawned spawn(FakeHypervisor kvm) {
    return goldens(kvm, POOL)
        .get("debian")
        .planSpawn(s -> s.domain(d -> d.name("web").memory(ByteSize.mib(64))).waitForAddress(false))
        .apply();
  }

  /** Does as each refusal says, which is once for each thing that may be in the way. */
  private static Spawned afterTheRemedy(FakeHypervisor kvm) {
    for (int attempts = 0; attempts < 3; attempts++) {
      try {
        return spawn(kvm);
      } catch (AlreadyExistsException refusal) {
        assertThat(refusal.remedy().orElseThrow()).containsIgnoringCase("delete it");
        if (refusal.subject().kind().equals("domain")) {
          Provision.on(kvm).planDelete("web", DeletePolicy.REMOVE_DISKS).apply();
        } else {
          kvm.storagePools().get(POOL).get(refusal.subject().name()).delete();
        }
      }
    }
    return spawn(kvm);
  }
}
