package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.NumaCell;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents in the style of the tools that write them, which is seldom libvirt's own. */
class OtherToolsTest {
  /** State; amounts, which specs say in KiB; what is so where nothing is said. */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "/domain/(@id|memory|currentMemory|uuid|devices/interface/link|devices/graphics/@).*");

  private static String document(String tool) {
    try (InputStream in = OtherToolsTest.class.getResourceAsStream("tools/" + tool + ".xml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "boxes, 2048, 1024",
    "cloudstack, 2096, 2096",
    "cockpit, 2048, 2048",
    "kubevirt, 2048, 2048",
    "nova, 2048, 2048",
    "opennebula, 128, 128",
    "ovirt, 4096, 4096",
    "terraform, 1024, 1024",
    "unraid, 8192, 8192",
    "vagrant, 512, 512"
  })
  void whatAToolWrites_isKept_alsoAsASpec(String tool, int memory, int current) throws Exception {
    String xml = document(tool);

    DomainXml read = DomainXml.parse(xml);
    DomainSpec spec = read.toSpec();

    assertThat(Canonical.form(read.toXml())).isEqualTo(Canonical.form(xml));
    assertThat(Canonical.missing(xml, DomainXml.of(spec).toXml()))
        .filteredOn(m -> !LEFT_OUT.matcher(m).matches())
        .isEmpty();
    assertThat(spec.memory()).isEqualTo(ByteSize.mib(memory));
    assertThat(spec.currentMemory().orElse(spec.memory())).isEqualTo(ByteSize.mib(current));
  }

  /** As libvirt 9.0 was seen to take it. */
  @Test
  void cloudStacksPieces_areOne() {
    DomainXml read = DomainXml.parse(document("cloudstack"));
    DomainSpec spec = read.toSpec();

    assertThat(read.disks())
        .extracting(d -> d.target().orElseThrow())
        .containsExactly("vda", "hdc");
    assertThat(read.memballoon()).contains("virtio");
    assertThat(spec.disks()).extracting(DiskSpec::target).isNotEmpty();
    assertThat(spec.cpu().cores()).hasValue(6);
    assertThat(spec.cpu().numaCells())
        .containsExactly(new NumaCell("0-5", ByteSize.kib(2_146_304)));
  }

  @Test
  void ofWhatIsNoContainer_theFirstCounts() {
    DomainXml read =
        DomainXml.parse(
            "<domain><name>d</name><cpu><topology sockets='2' cores='1' threads='1'/></cpu>"
                + "<cpu mode='custom'><model>qemu64</model></cpu>"
                + "<title>a</title><title>b</title></domain>");

    assertThat(read.title()).contains("a");
    assertThat(read.cpu.toSpec().model()).isEmpty();
  }

  @Test
  void amounts_areTheSame_inAnyUnit() throws Exception {
    DomainSpec spec = DomainXml.parse(document("units")).toSpec();

    assertThat(spec.memory()).isEqualTo(ByteSize.gib(2));
    assertThat(spec.currentMemory()).contains(ByteSize.gib(1));
    assertThat(spec.maxMemory()).contains(ByteSize.gib(16));
    assertThat(spec.memoryBacking().hugepages()).contains(ByteSize.mib(2));
    assertThat(spec.tuning().memoryHardLimit()).contains(ByteSize.gib(4));
    assertThat(spec.tuning().memorySoftLimit()).contains(ByteSize.kib(976_563));
    assertThat(spec.cpu().numaCells())
        .containsExactly(new NumaCell("0", ByteSize.gib(1)), new NumaCell("1", ByteSize.gib(1)));
    assertThat(spec.rawXml()).noneMatch(raw -> raw.contains("unit"));
    DomainSpec smaller = spec.toBuilder().currentMemory(ByteSize.mib(512)).build();
    assertThat(DomainXml.of(smaller).currentMemory()).isEqualTo(ByteSize.mib(512));
  }
}
