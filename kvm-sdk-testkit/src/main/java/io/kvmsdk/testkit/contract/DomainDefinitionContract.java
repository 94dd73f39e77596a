package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceSource;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@code Domains} promises, and {@code Domain} about its definition. */
abstract class DomainDefinitionContract extends HypervisorContract {
  /** A domain that starts within a second, and needs no disk, network or firmware. */
  final Consumer<DomainSpec.Builder> tiny(String suffix) {
    return d -> d.name(run + suffix).memory(ByteSize.mib(64)).guestAgent(false);
  }

  final Domain defined() {
    return kvm.domains().define(tiny("-a"));
  }

  final Domain running() {
    Domain domain = defined();
    domain.start();
    return domain;
  }

  @Test
  void define_fillsInWhatTheSpecLeavesOpen() {
    Domain domain =
        kvm.domains().define(d -> d.name(run + "-a").memory(ByteSize.mib(64)).network("default"));

    DomainSpec spec = domain.spec();
    assertThat(spec.name()).isEqualTo(run + "-a");
    assertThat(spec.memory()).isEqualTo(ByteSize.mib(64));
    assertThat(spec.vcpus()).isEqualTo(1);
    assertThat(spec.uuid()).contains(domain.uuid());
    assertThat(spec.accelerator()).isNotEqualTo(Accelerator.AUTO);
    assertThat(spec.architecture()).isPresent();
    assertThat(spec.interfaces()).hasSize(1);
    InterfaceSpec nic = spec.interfaces().get(0);
    assertThat(nic.source()).isEqualTo(InterfaceSource.network("default"));
    assertThat(nic.mac()).isPresent();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void define_keepsTheMacAddressAndUuid_whenReadTwice() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.network("default")));

    assertThat(domain.spec()).isEqualTo(domain.spec());
    assertThat(kvm.domains().get(run + "-a")).isEqualTo(domain).hasSameHashCodeAs(domain);
  }

  @Test
  void define_isRefused_whenTheNameIsTaken() {
    defined();

    assertThatThrownBy(this::defined)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-a");
  }

  @Test
  void define_isRefused_whenTheUuidIsTaken() {
    Domain first = defined();

    assertThatThrownBy(() -> kvm.domains().define(tiny("-b").andThen(d -> d.uuid(first.uuid()))))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(kvm.domains().find(run + "-b")).isEmpty();
  }

  @Test
  void defineXml_redefines_whenTheUuidIsThatOfADomain() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.title("before")));

    Domain again = kvm.domains().defineXml(domain.definitionXml().replace(">before<", ">after<"));

    assertThat(again).isEqualTo(domain);
    assertThat(domain.spec().title()).contains("after");
  }

  @Test
  void defineXml_isRefused_whenItIsNoDomain() {
    assertThatThrownBy(() -> kvm.domains().defineXml("<network/>"))
        .isInstanceOf(KvmException.class);
    assertThatThrownBy(() -> kvm.domains().defineXml("<domain")).isInstanceOf(KvmException.class);
  }

  @Test
  void find_getAndList_seeWhatIsThere() {
    assertThat(kvm.domains().find(run + "-a")).isEmpty();
    assertThatThrownBy(() -> kvm.domains().get(run + "-a"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-a");

    Domain domain = defined();

    assertThat(kvm.domains().find(run + "-a")).contains(domain);
    assertThat(kvm.domains().find(domain.uuid())).contains(domain);
    assertThat(kvm.domains().list()).contains(domain);
  }

  @Test
  void spec_readsBackTextOfAllKinds() {
    String text = "a < b & \"c\" > 'd'\nü日 \uD83D\uDE00";

    Domain domain =
        kvm.domains().define(tiny("-a").andThen(d -> d.title("<t&>").description(text)));

    assertThat(domain.spec().title()).contains("<t&>");
    assertThat(domain.spec().description()).contains(text);
  }

  @Test
  void spec_keepsMetadataAndWhatItDoesNotModel() {
    String mark = "<m:mark xmlns:m='https://kvmsdk.example/m'>kept</m:mark>";

    Domain domain =
        kvm.domains().define(tiny("-a").andThen(d -> d.addMetadata(mark).addRawXml("<genid/>")));

    assertThat(domain.spec().metadata()).containsExactly(mark);
    assertThat(domain.spec().rawXml()).anyMatch(x -> x.startsWith("<genid"));
    Domain again =
        kvm.domains()
            .define(domain.spec().toBuilder().name(run + "-b").uuid(Optional.empty()).build());
    assertThat(again.definitionXml()).contains("kept").contains("<genid");
  }

  final void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ConflictException.class).hasMessageContaining(run + "-a");
  }

  @Test
  void undefine_isRefused_whenItRuns() {
    Domain domain = running();

    assertConflict(domain::undefine);
    assertThat(kvm.domains().find(run + "-a")).contains(domain);
    domain.destroy();
    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
  }

  @Test
  void handle_findsNothing_onceTheDomainIsUndefined() {
    Domain domain = defined();
    domain.undefine();

    assertThat(kvm.domains().find(run + "-a")).isEmpty();
    assertThat(kvm.domains().find(domain.uuid())).isEmpty();
    assertThatThrownBy(domain::state).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(domain::start).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(domain::undefine).isInstanceOf(NotFoundException.class);
    assertThat(domain.toString()).contains(run + "-a");
  }

  @Test
  void autostart_isOff_untilSet() {
    Domain domain = defined();
    assertThat(domain.autostart()).isFalse();
    domain.autostart(true);
    assertThat(domain.autostart()).isTrue();
    domain.autostart(false);
    assertThat(domain.autostart()).isFalse();
  }

  @Test
  void undefine_takesAManagedSaveWithIt() {
    Domain domain = running();
    domain.managedSave();
    domain.undefine();

    assertThat(defined().hasManagedSave()).isFalse();
  }

  @Test
  void definition_changesForTheNextBoot_whileItRuns() {
    Domain domain = kvm.domains().define(tiny("-a").andThen(d -> d.title("before")));
    domain.start();

    kvm.domains().defineXml(domain.definitionXml().replace(">before<", ">after<"));

    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.definitionXml()).contains("after");
    assertThat(domain.xml()).contains("before");
    domain.destroy();
    assertThat(domain.xml()).contains("after");
  }
}
