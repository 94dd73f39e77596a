package io.kvmsdk.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeDeviceKindTest {
  @ParameterizedTest
  @EnumSource(NodeDeviceKind.class)
  void kind_isFoundByLibvirtsName(NodeDeviceKind kind) {
    assertThat(NodeDeviceKind.of(kind.libvirtName())).contains(kind);
  }
}
