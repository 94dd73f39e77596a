package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libvirt says comes out as it went in, whether a class here knows it or not. */
class RoundTripTest {
  @ParameterizedTest
  @CsvSource({
    "domain-rich.xml, domain",
    "domain-nvram-source.xml, domain",
    "network-rich.xml, network",
    "network-macvtap.xml, network",
    "pool-rich.xml, pool",
    "volume-rich.xml, volume"
  })
  void toXml_afterParse_losesNothing(String file, String root) throws Exception {
    String xml = resource(file);
    assertThat(Canonical.form(through(root).apply(xml))).isEqualTo(Canonical.form(xml));
  }

  @ParameterizedTest
  @CsvSource({
    "domain-rich.xml, domain",
    "domain-nvram-source.xml, domain",
    "network-rich.xml, network",
    "pool-rich.xml, pool",
    "volume-rich.xml, volume"
  })
  void toXml_whenWrittenTwice_isTheSameText(String file, String root) throws Exception {
    String once = through(root).apply(resource(file));
    assertThat(through(root).apply(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({
    "dumpxml, test, domain",
    "net-dumpxml, default, network",
    "pool-dumpxml, default-pool, pool",
    "capabilities, , capabilities"
  })
  @RequiresTool(
      value = {"virsh", "-c", "test:///default", "version"},
      debianPackage = "libvirt-clients")
  void toXml_afterParseOfTestDriversOwn_losesNothing(String command, String name, String root)
      throws Exception {
    Object[] virsh =
        name == null
            ? new Object[] {"virsh", "-c", "test:///default", command}
            : new Object[] {"virsh", "-c", "test:///default", command, name};
    String xml = Tool.run(virsh).orFail().output();
    assertThat(Canonical.form(through(root).apply(xml))).isEqualTo(Canonical.form(xml));
  }

  @ParameterizedTest
  @CsvSource({
    "domain-rich.xml, domain",
    "domain-nvram-source.xml, domain",
    "network-rich.xml, network",
    "network-macvtap.xml, network",
    "pool-rich.xml, storagepool",
    "volume-rich.xml, storagevol"
  })
  @RequiresTool(
      value = {"xmllint", "--version"},
      debianPackage = "libxml2-utils")
  @RequiresTool(
      value = {"virt-xml-validate", "--version"},
      debianPackage = "libvirt-clients")
  void documentsOfThisTest_whenValid_areValidAfterwards(
      String file, String schema, @TempDir Path folder) throws Exception {
    Path written = folder.resolve(file);
    String root = schema.replace("storage", "").replaceFirst("vol$", "volume");
    // The schemas of this libvirt do not know what a later one may have
    Files.writeString(
        written,
        through(root).apply(resource(file)).replaceAll("(?s)<future.*?/(futureElement)?>", ""));
    Tool.run("virt-xml-validate", written, schema).orFail();
  }

  @Test
  void toXml_whenElementsAreNamed_putsThemFirstAndInLibvirtsOrder() {
    String xml =
        DomainXml.parse("<domain type='test'><x/><memory>1</memory><name>n</name></domain>")
            .toXml();
    assertThat(xml)
        .isEqualTo(
            """
            <domain type='test'>
              <name>n</name>
              <memory>1</memory>
              <x/>
            </domain>
            """);
  }

  private static UnaryOperator<String> through(String root) {
    return switch (root) {
      case "domain" -> xml -> DomainXml.parse(xml).toXml();
      case "network" -> xml -> NetworkXml.parse(xml).toXml();
      case "pool" -> xml -> StoragePoolXml.parse(xml).toXml();
      case "volume" -> xml -> StorageVolumeXml.parse(xml).toXml();
      case "capabilities" -> xml -> CapabilitiesXml.parse(xml).toXml();
      default -> throw new IllegalArgumentException(root);
    };
  }

  static String resource(String name) throws Exception {
    try (InputStream in = RoundTripTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
