package io.kvmsdk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import org.junit.jupiter.api.Test;

class KvmTest {
  @Test
  void connect_namesTheArtifactToAdd_whenNobodyKnowsTheScheme() {
    assertThatThrownBy(() -> Kvm.connect("qemu:///system"))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("qemu:///system")
        .hasMessageContaining("io.kvmsdk:kvm-sdk-libvirt");
    assertThatThrownBy(Kvm::connect).hasMessageContaining("qemu:///system");
    assertThatThrownBy(() -> Kvm.connect("fake:///"))
        .hasMessageContaining("io.kvmsdk:kvm-sdk-testkit");
  }

  @Test
  void connect_saysWhatIsWrong_whenItIsNotAUri() {
    assertThatThrownBy(() -> Kvm.connect("qemu://a b"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("not a URI");
  }
}
