package io.kvmsdk.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.ByteSize;
import org.junit.jupiter.api.Test;

class StorageSpecTest {
  @Test
  void build_ofAPool_tellsAllThatIsWrong() {
    assertThatThrownBy(() -> StoragePoolSpec.dir("a/b", "relative"))
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }

  @Test
  void build_ofAVolume_tellsAllThatIsWrong() {
    StorageVolumeSpec.Builder volume =
        StorageVolumeSpec.builder()
            .name("a/b")
            .capacity(ByteSize.mib(1))
            .format(VolumeFormat.RAW)
            .backingStore(new BackingStore("/base.qcow2", VolumeFormat.QCOW2));
    assertThatThrownBy(volume::build)
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anyMatch(p -> p.contains("only a qcow2 volume can have a backing store")));
  }
}
