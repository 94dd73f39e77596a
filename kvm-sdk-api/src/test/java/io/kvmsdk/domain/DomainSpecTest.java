package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.network.VlanSpec;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.Secret;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainSpecTest {
  @Test
  void build_whenMuchIsWrong_tellsAllOfIt() {
    assertProblems(
        d ->
            d.name("a/b")
                .title("two\nlines")
                .memory(ByteSize.kib(1))
                .vcpus(0)
                .consoleLog("relative.log")
                .addRawXml("<open>")
                .addInterface(mac("52:54:00:00:00:01"))
                .addInterface(mac("52:54:00:00:00:01"))
                .disk(k -> k.file("/a").target("vda"))
                .disk(k -> k.file("/b").target("vda")),
        "the name must not hold '/'",
        "title has two lines",
        "memory must be at least 1MiB",
        "vcpus must be 1 to 4096",
        "consoleLog must be an absolute path",
        "rawXml is not one well-formed element",
        "two interfaces have the same MAC address",
        "two disks have the same target");
  }

  @Test
  void build_whenTwoInterfacesAreTeamed_letsThemHaveOneAddress() {
    InterfaceSpec one = mac("52:54:00:00:00:01");
    InterfaceSpec persistent = one.toBuilder().addRawXml("<teaming type='persistent'/>").build();
    InterfaceSpec passedThrough =
        one.toBuilder().addRawXml("<teaming type='transient' persistent='ua-one'/>").build();

    assertThat(spec(d -> d.name("d").addInterface(persistent).addInterface(passedThrough)))
        .isNotNull();
  }

  @Test
  void build_whenWhatMustBeSetIsNot_namesIt() {
    assertThatThrownBy(() -> DomainSpec.builder().build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("name")
        .hasMessageContaining("memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "a/b", "a\nb", "a\u0001b", "a\uD800b", "a\uFFFEb"})
  void build_whenTheNameCannotBeOne_refusesIt(String name) {
    assertThatThrownBy(() -> spec(d -> d.name(name))).isInstanceOf(InvalidSpecException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "ü日", "a b", "<&'\">", "🐧", "-x"})
  void build_whenTheNameIsOnlyUnusual_takesIt(String name) {
    assertThat(spec(d -> d.name(name)).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text",
        "<a>",
        "<a/><b/>",
        "<x:a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        ""
      })
  void build_whenRawXmlIsNotOneElement_refusesIt(String raw) {
    assertProblems(d -> d.addRawDevice(raw), "rawXml is not one well-formed element");
  }

  @Test
  void build_ofADiskWithNothingOnIt_refusesIt() {
    assertThatThrownBy(() -> DiskSpec.builder().bootOrder(0).target("VDA").build())
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void build_ofVlansThatCannotBe_refusesThem() {
    assertThatThrownBy(() -> InterfaceSpec.builder().ovs("br").vlan(4096))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("a VLAN is 0 to 4095");
    assertThatThrownBy(() -> VlanSpec.trunk(7, 8).nativeTagged(7))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("a VLAN is named twice");
    assertThatThrownBy(VlanSpec::trunk).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void build_ofAScreenThatVncCannotGive_refusesItWithoutTellingThePassword() {
    Secret password = Secret.of("too-long!");
    assertThatThrownBy(() -> GraphicsSpec.builder().port(80).password(password).build())
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("port must be 5900 to 65535")
        .hasMessageContaining("password is longer than the 8 bytes")
        .hasMessageNotContaining("too-long!");
  }

  @Test
  void toString_ofASpecWithAPassword_doesNotTellIt() {
    DomainSpec spec =
        spec(d -> d.graphics(GraphicsSpec.builder().password(Secret.of("hunter2")).build()));
    assertThat(spec.toString()).doesNotContain("hunter2");
  }

  @Test
  void toBuilder_thenBuild_isAnEqualSpec() {
    DomainSpec spec = spec(d -> d.disk(ByteSize.gib(1)).network("default"));
    assertThat(spec.toBuilder().build()).isEqualTo(spec).hasSameHashCodeAs(spec);
  }

  private static InterfaceSpec mac(String mac) {
    return InterfaceSpec.network("default").toBuilder().mac(MacAddress.of(mac)).build();
  }

  private static DomainSpec spec(Consumer<DomainSpec.Builder> change) {
    DomainSpec.Builder builder = DomainSpec.builder().name("web").memory(ByteSize.gib(1));
    change.accept(builder);
    return builder.build();
  }

  private static void assertProblems(Consumer<DomainSpec.Builder> change, String... problems) {
    assertThatThrownBy(() -> spec(change))
        .asInstanceOf(throwable(InvalidSpecException.class))
        .satisfies(
            e -> {
              assertThat(e.problems()).hasSize(problems.length);
              for (String problem : problems) {
                assertThat(e.problems()).anyMatch(p -> p.contains(problem));
              }
            });
  }
}
