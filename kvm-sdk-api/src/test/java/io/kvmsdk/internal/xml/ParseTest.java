package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no document of libvirt's is refused by place and reason. */
class ParseTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "plain text",
        "<domain>",
        "<domain><name></domain>",
        "<domain/><domain/>",
        "<domain/>x",
        "<domain a='1' a='2'/>",
        "<domain><name>&nope;</name></domain>",
        "<domain><x:y/></domain>",
        "<domain>\u0001</domain>"
      })
  void parse_whenMalformed_saysWhereAndWhy(String xml) {
    assertThatThrownBy(() -> DomainXml.parse(xml))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageMatching(
            "(?s)libvirt document 'domain': is not well-formed XML \\(.+\\) at \\d+:\\d+");
  }

  @Test
  void parse_whenRootIsAnother_namesBoth() {
    assertThatThrownBy(() -> DomainXml.parse("\n  <network/>"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessage("libvirt document 'domain': begins with <network>, not <domain> at 2:13");
  }

  @Test
  void parse_whenRootIsInANamespace_refusesIt() {
    assertThatThrownBy(() -> NetworkXml.parse("<network xmlns='urn:other'/>"))
        .isInstanceOf(InvalidSpecException.class);
  }

  @ParameterizedTest
  @CsvSource({"SYSTEM", "INTERNAL"})
  void parse_whenThereIsADocumentType_refusesItAndReadsNoFile(String kind, @TempDir Path folder)
      throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "top-secret");
    String entity = kind.equals("SYSTEM") ? "SYSTEM '" + secret.toUri() + "'" : "'expanded'";
    String xml =
        "<!DOCTYPE domain [<!ENTITY e %s>]>\n<domain><name>&e;</name></domain>".formatted(entity);
    assertThatThrownBy(() -> DomainXml.parse(xml))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("has a document type, which is not allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "<memory>x</memory>, memory",
    "<memory unit='parsec'>1</memory>, memory",
    "<memory>-5</memory>, memory",
    "<memory unit='EiB'>99</memory>, memory",
    "<memory>2048</memory><vcpu>two</vcpu>, vcpu",
    "<memory>2048</memory><uuid>no</uuid>, uuid"
  })
  void toSpec_whenAValueIsNoSuchThing_namesIt(String content, String what) {
    DomainXml domain = DomainXml.parse("<domain type='kvm'><name>d</name>" + content + "</domain>");
    assertThatThrownBy(domain::toSpec)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith(what + " '");
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, , 1GiB",
    "1, GiB, 1GiB",
    "1, G, 1GiB",
    "1, GB, 1000000000B",
    "2097152, b, 2MiB",
    "4096, k, 4MiB",
    "1, TiB, 1TiB"
  })
  void memory_inAnyOfLibvirtsUnits_isTheSameAmount(String n, String unit, String size) {
    String attribute = unit == null ? "" : " unit='" + unit + "'";
    String xml = "<domain><memory" + attribute + ">" + n + "</memory></domain>";
    assertThat(DomainXml.parse(xml).memory()).hasToString(ByteSize.parse(size).toString());
  }

  @Test
  void of_whenAcceleratorIsAuto_saysThatItMustBeChosen() {
    DomainSpec spec = DomainSpec.builder().name("web").memory(ByteSize.gib(1)).build();
    assertThatThrownBy(() -> DomainXml.of(spec))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("domain 'web' is still AUTO");
  }

  @Test
  void of_whenADiskHasNoVolumeYet_saysThatItMustBeMade() {
    DomainSpec spec =
        DomainSpec.builder()
            .name("web")
            .memory(ByteSize.gib(1))
            .accelerator(Accelerator.TCG)
            .disk(ByteSize.gib(1))
            .build();
    assertThatThrownBy(() -> DomainXml.of(spec))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must be made before");
  }

  @Test
  void toXml_whenAValueHoldsWhatXmlCannotCarry_refusesAndKeepsSecrets() {
    DomainSpec spec =
        DomainSpec.builder()
            .name("web")
            .memory(ByteSize.gib(1))
            .accelerator(Accelerator.TCG)
            .graphics(GraphicsSpec.builder().password(Secret.of("hush\u0001")).build())
            .build();
    assertThatThrownBy(() -> DomainXml.of(spec).toXml())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("U+0001")
        .hasMessageNotContaining("hush");
  }
}
