package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StorageVolumeSpec;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A spec written as XML and read back is the same spec; raw XML may change its order. */
class SpecIdentityTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void toSpec_ofADomainSpecsXml_isThatSpec(long seed) {
    DomainSpec spec = RandomSpecs.hostile(seed).domain();
    DomainSpec read = DomainXml.parse(DomainXml.of(spec).toXml()).toSpec();
    assertThat(sorted(read)).isEqualTo(sorted(spec));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void toSpec_ofANetworkSpecsXml_isThatSpec(long seed) {
    NetworkSpec spec = RandomSpecs.hostile(seed).network();
    NetworkSpec read = NetworkXml.parse(NetworkXml.of(spec).toXml()).toSpec();
    assertThat(sorted(read)).isEqualTo(sorted(spec));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void toSpec_ofAStoragePoolSpecsXml_isThatSpec(long seed) {
    StoragePoolSpec spec = RandomSpecs.hostile(seed).pool();
    assertThat(StoragePoolXml.parse(StoragePoolXml.of(spec).toXml()).toSpec()).isEqualTo(spec);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void toSpec_ofAStorageVolumeSpecsXml_isThatSpec(long seed) {
    StorageVolumeSpec spec = RandomSpecs.hostile(seed).volume();
    assertThat(StorageVolumeXml.parse(StorageVolumeXml.of(spec).toXml()).toSpec()).isEqualTo(spec);
  }

  private static DomainSpec sorted(DomainSpec spec) {
    return spec.toBuilder()
        .disks(spec.disks().stream().map(SpecIdentityTest::sorted).toList())
        .interfaces(spec.interfaces().stream().map(SpecIdentityTest::sorted).toList())
        .rawDevices(sorted(spec.rawDevices()))
        .rawXml(sorted(spec.rawXml()))
        .build();
  }

  private static DiskSpec sorted(DiskSpec spec) {
    return spec.toBuilder().rawXml(sorted(spec.rawXml())).build();
  }

  private static InterfaceSpec sorted(InterfaceSpec spec) {
    return spec.toBuilder().rawXml(sorted(spec.rawXml())).build();
  }

  private static NetworkSpec sorted(NetworkSpec spec) {
    return spec.toBuilder().rawXml(sorted(spec.rawXml())).build();
  }

  private static List<String> sorted(List<String> raw) {
    return raw.stream().sorted().toList();
  }
}
