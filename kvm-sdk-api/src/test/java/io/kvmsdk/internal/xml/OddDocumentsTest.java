package io.kvmsdk.internal.xml;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.InvalidSpecException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is XML but looks like none of libvirt's documents comes out as it went in, too. */
class OddDocumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<domain><name><![CDATA[<a & b>]]></name></domain>",
        "<domain><description>a<!-- b -->c<![CDATA[d]]>e<?p i?>f</description></domain>",
        "<?xml version='1.0' encoding='UTF-16' standalone='yes'?><domain><name>ü日</name></domain>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><domain><name>ü日</name></domain>",
        "<?xml version=\"1.0\" encoding='windows-1252'?>\r\n<domain>\r\n<name>€</name></domain>\r\n",
        "<?xml version='1.1'?><domain><name>d</name></domain>",
        "<domain id=\"a'b\" type='c\"d'\n\t uuid = 'e' ><name\r\n>d</name\n></domain\n>",
        "<!-- a --><?pi b?><domain/><!-- c --><?pi d?>",
        "<domain><?xml-stylesheet href='x'?><name>d</name></domain>",
        "<domain><x xmlns='urn:x'><name>inner</name></x><name>d</name></domain>",
        "<domain><name xmlns='urn:x'>other</name><name>d</name></domain>",
        "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:commandline>"
            + "<qemu:arg value='-b'/><qemu:env name='a'/><qemu:arg value='-a'/>"
            + "</qemu:commandline></domain>",
        "<domain><a:x xmlns:a='urn:1'><a:x xmlns:a='urn:2' a:b='c'/></a:x></domain>",
        "<domain><metadata><a:x xmlns:a='urn:1' xmlns:b='urn:2'"
            + " type='b:t'>b:u</a:x></metadata></domain>",
        "<domain xml:lang='de' xml:space='preserve'><name>  d  </name></domain>",
        "<domain xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b'/>",
        "<domain xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
            + " xsi:noNamespaceSchemaLocation='a'><name xsi:nil='true'>d</name><os"
            + " xsi:type='x'><type>hvm</type></os></domain>",
        "<domain xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><os xmlns:a='urn:a'"
            + " xsi:type='a:x'/></domain>",
        "<domain xmlns:n='urn:n' n:id='1' id='2'><os n:firmware='efi'/></domain>",
        "<domain><name>a</name><name>b</name><os/><os"
            + " firmware='efi'><type>hvm</type></os></domain>",
        "<domain><devices/><devices><disk/></devices><devices/></domain>",
        "<domain>text<name>d</name>more</domain>",
        "<domain><devices>a<disk>b<source>c</source></disk>d</devices></domain>",
        "<domain><name> \t\n </name><title/></domain>",
        "<domain><name"
            + " a='&#10;&#13;&#9;&lt;&quot;&apos;&amp;'>&#13;&#10;&#9;\uD83D\uDE00</name></domain>",
        "<domain type=''/>",
        "<domain><cpu a='b'><numa><cell/></numa></cpu><cpu c='d'><numa><cell/></numa></cpu></domain>",
        "<domain><cpu/><cpu><model>m</model><numa/></cpu><features><acpi/></features>"
            + "<features><acpi/><pae/></features></domain>",
        "<domain><clock offset='utc'/><clock offset='localtime'><timer/></clock></domain>",
        "<domain><metadata><a>b</a><x:c xmlns:x='urn:x'/></metadata></domain>",
        "<domain xmlns='' xmlns:x='urn:x' x:a='b'><metadata xmlns:y='urn:y'><y:z/></metadata></domain>",
        "<domain><future a='1'><deep><deeper b='2'>x</deeper></deep></future></domain>",
        "<domain><NAME>upper</NAME><name>lower</name></domain>",
        "<domain><description>]]&gt;</description></domain>",
        "<domain><content>c</content><attributes>a</attributes></domain>"
      })
  void domain_writtenAgain_saysTheSame(String xml) throws Exception {

    String once = DomainXml.parse(xml).toXml();
    assertThat(Canonical.form(once)).isEqualTo(Canonical.form(xml));
    assertThat(DomainXml.parse(once).toXml()).isEqualTo(once);
  }

  @Test
  void spec_ofADocumentWithoutAUuid_hasNone() {
    assertThat(
            DomainXml.parse(
                    "<domain type='kvm'><name>d</name><uuid> </uuid><memory>4096</memory></domain>")
                .toSpec()
                .uuid())
        .isEmpty();
  }

  @Test
  void parse_whenThereIsAByteOrderMark_readsWhatFollows() {
    assertThat(DomainXml.parse("\uFEFF<?xml version='1.0'?><domain type='kvm'/>").type())
        .isEqualTo("kvm");
  }

  @Test
  void domain_ofTenMegabytes_saysTheSame() throws Exception {
    String device =
        "<disk><source file='/a'/><x:y xmlns:x='urn:x'>" + "z".repeat(900) + "</x:y></disk>";
    String xml = "<domain><devices>" + device.repeat(10_000) + "</devices></domain>";
    assertThat(Canonical.form(DomainXml.parse(xml).toXml())).isEqualTo(Canonical.form(xml));
  }

  @Test
  void domain_withAHundredAndFiftyAttributesOnAnElement_saysTheSame() throws Exception {
    String attributes =
        IntStream.range(0, 150).mapToObj(i -> " a" + i + "='" + i + "'").collect(joining());
    String xml = "<domain><os" + attributes + "/><other" + attributes + "/></domain>";
    assertThat(Canonical.form(DomainXml.parse(xml).toXml())).isEqualTo(Canonical.form(xml));
  }

  @Test
  void parse_whenElementsAreNestedAsDeepAsLibvirtReads_saysTheSame() throws Exception {
    String xml = "<domain>" + "<x>".repeat(150) + "</x>".repeat(150) + "</domain>";
    assertThat(Canonical.form(DomainXml.parse(xml).toXml())).isEqualTo(Canonical.form(xml));
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 100_000})
  void parse_whenElementsAreNestedDeeper_saysWhere(int depth) {
    String xml = "<domain>\n" + "<x>".repeat(depth) + "</x>".repeat(depth) + "</domain>";
    assertThatThrownBy(() -> DomainXml.parse(xml))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageMatching(".* at 2:\\d+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<domain>\n<name>&#1;</name></domain>",
        "<domain>\n<name>\uD800</name></domain>",
        "<domain>\n<name a='<'/></domain>",
        "<domain>\n<name a=b/></domain>",
        "<domain>\n<name xmlns:a=''/></domain>",
        "<domain>\n<!-- -- --></domain>",
        "<domain>\n<?xml version='1.0'?></domain>",
        "<domain>\n<![CDATA[</domain>",
        "<domain>\n&#xFFFE;</domain>",
        "<domain>\n&nbsp;</domain>",
        "<domain>\n<name xmlns:a='urn:a' a:b='1' a:b='2'/></domain>",
        "<domain/>\n<domain/>"
      })
  void parse_whenMalformed_saysWhere(String xml) {
    assertThatThrownBy(() -> DomainXml.parse(xml))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageMatching("(?s).* at 2:\\d+");
  }
}
