package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** libvirt's own schemas take what specs become. */
@RequiresTool(
    value = {"xmllint", "--version"},
    debianPackage = "libxml2-utils")
@RequiresTool(
    value = {"virt-xml-validate", "--version"},
    debianPackage = "libvirt-clients")
class SchemaTest {
  @TempDir Path folder;

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void of_aDomainSpec_isValid(long seed) throws Exception {
    validate(DomainXml.of(RandomSpecs.plain(seed).domain()).toXml(), "domain");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void of_aNetworkSpec_isValid(long seed) throws Exception {
    validate(NetworkXml.of(RandomSpecs.plain(seed).network()).toXml(), "network");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void of_aStorageSpec_isValid(long seed) throws Exception {
    validate(StoragePoolXml.of(RandomSpecs.plain(seed).pool()).toXml(), "storagepool");
    validate(StorageVolumeXml.of(RandomSpecs.plain(seed).volume()).toXml(), "storagevol");
  }

  @Test
  void of_theSmallestSpecs_isValid() throws Exception {
    DomainSpec.Builder domain = DomainSpec.builder().name("d").memory(ByteSize.mib(1));
    validate(DomainXml.of(domain.accelerator(Accelerator.TCG).build()).toXml(), "domain");
    validate(NetworkXml.of(NetworkSpec.builder().name("n").build()).toXml(), "network");
  }

  @Test
  void of_aDomainReadBack_isValid() throws Exception {
    DomainSpec spec = DomainXml.parse(RoundTripTest.resource("domain-rich.xml")).toSpec();
    validate(DomainXml.of(spec).toXml(), "domain");
  }

  @Test
  void of_aNetworkReadBack_isValid() throws Exception {
    NetworkSpec spec = NetworkXml.parse(RoundTripTest.resource("network-rich.xml")).toSpec();
    validate(NetworkXml.of(spec).toXml(), "network");
  }

  private void validate(String xml, String schema) throws Exception {
    Path file = folder.resolve("document.xml");
    Files.writeString(file, xml);
    Tool.Result result = Tool.run("virt-xml-validate", file, schema);
    if (result.exit() != 0) {
      throw new AssertionError(result.output() + xml);
    }
  }
}
