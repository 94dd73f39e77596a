package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.domain.ClockOffset;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** What is changed in a spec comes about, also where the domain says in its own XML otherwise. */
class ChangedSpecTest {
  private static final String CLOCK =
      """
      <clock offset='variable' adjustment='0' basis='utc'>
        <timer name='rtc' tickpolicy='catchup'/>
      </clock>
      """;

  private static final String TUNED =
      """
      <cputune>
        <shares>2048</shares>
        <quota>-1</quota>
        <vcpupin vcpu='0' cpuset='1'/>
      </cputune>
      """;

  private static Element document(String parts) {
    Element domain =
        XmlTree.parse(
            "<domain type='kvm'><name>d</name><memory unit='KiB'>4194304</memory><vcpu>1</vcpu>"
                + "<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>");
    XmlTree.children(XmlTree.parse("<parts>" + parts + "</parts>"))
        .forEach(part -> XmlTree.put(domain, part));
    return domain;
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change(
            CLOCK,
            d -> d.clock(ClockOffset.localTime()),
            "<clock offset='localtime'><timer name='rtc' tickpolicy='catchup'/></clock>"),
        change(TUNED, d -> d.tuning(t -> t.cpuShares(77)), TUNED.replace("2048", "77")),
        change(
            TUNED,
            d -> d.tuning(t -> t.cpuQuota(Duration.ofMillis(5)).pinVcpu(0, "7").pinVcpu(1, "8")),
            TUNED
                .replace("-1", "5000")
                .replace("cpuset='1'/>", "cpuset='7'/><vcpupin vcpu='1' cpuset='8'/>")),
        change(
            "<currentMemory unit='GiB'>2</currentMemory>",
            d -> d.currentMemory(ByteSize.gib(3)),
            "<currentMemory unit='KiB'>3145728</currentMemory>"),
        change(
            "<memoryBacking><access mode='private'/><discard/></memoryBacking>",
            d -> d.memoryBacking(m -> m.shared(true)),
            "<memoryBacking><access mode='shared'/><discard/></memoryBacking>"),
        change(
            "<cpu mode='host-model' check='partial'><model fallback='forbid'/></cpu>",
            d -> d.cpu(c -> c.mode(CpuMode.HOST_PASSTHROUGH)),
            "<cpu mode='host-passthrough'><model fallback='forbid'/></cpu>"),
        change(
            "<cpu mode='custom' match='exact'><model fallback='forbid'>Nehalem</model></cpu>",
            d -> d.cpu(c -> c.mode(CpuMode.HOST_PASSTHROUGH)),
            "<cpu mode='host-passthrough' match='exact'/>"),
        change(
            "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
                + "<bootmenu enable='no'/></os>",
            d -> d.boot(b -> b.menu(Duration.ofSeconds(3))),
            "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
                + "<bootmenu enable='yes' timeout='3000'/></os>"),
        change(
            "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os>"
                + "<features><acpi/><hyperv><relaxed state='on'/></hyperv></features>",
            d -> d.firmware(Firmware.UEFI).boot(b -> b.secureBoot(true)),
            "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type><firmware>"
                + "<feature enabled='yes' name='enrolled-keys'/>"
                + "<feature enabled='yes' name='secure-boot'/></firmware></os>"
                + "<features><acpi/><hyperv><relaxed state='on'/></hyperv>"
                + "<smm state='on'/></features>"));
  }

  private static Arguments change(
      String now, UnaryOperator<DomainSpec.Builder> change, String then) {
    return arguments(now, change, then);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatChanges_counts_andAllElseStays(
      String now, UnaryOperator<DomainSpec.Builder> change, String then) throws Exception {
    Element document = document(now);

    String edited = edited(document, change);

    assertThat(Canonical.form(edited)).isEqualTo(Canonical.form(XmlTree.text(document(then))));
  }

  @Test
  void anAgentOfItsOwnSocket_goes() {
    Element document =
        document(
            "<devices><channel type='unix'><source mode='bind' path='/run/d.agent'/>"
                + "<target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices>");

    assertThat(edited(document, d -> d.guestAgent(false))).doesNotContain("guest_agent");
  }

  @Test
  void rawXml_thatChangesToo_hasTheLastWord() {
    String raw = "<clock offset='variable' adjustment='5'/>";

    String edited =
        edited(document(CLOCK), d -> d.clock(ClockOffset.localTime()).rawXml(List.of(raw)));

    assertThat(edited).contains("<clock adjustment='5' offset='variable'/>");
  }

  private static String edited(Element document, UnaryOperator<DomainSpec.Builder> change) {
    DomainSpec now = DomainXml.parse(XmlTree.text(document)).toSpec();
    Element before = XmlTree.parse(DomainXml.of(now).toXml());
    Element after = ChangedSpec.tree(now, change.apply(now.toBuilder()).build());
    DomainEdit edit = new DomainEdit(document);
    Difference.between(before, after).forEach(edit::make);
    return XmlTree.text(document);
  }
}
