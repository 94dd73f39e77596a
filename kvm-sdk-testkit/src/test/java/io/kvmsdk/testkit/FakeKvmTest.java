package io.kvmsdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FakeKvm.class)
@TestMethodOrder(MethodName.class)
class FakeKvmTest {
  private static final List<Path> ROOTS = new ArrayList<>();
  private Hypervisor before;

  @BeforeEach
  void note(Hypervisor kvm) {
    before = kvm;
  }

  @Test
  void eachTest_hasAHostOfItsOwn_first(FakeHypervisor kvm) {
    assertThat(before).isSameAs(kvm);
    ROOTS.add(kvm.root());
  }

  @Test
  void eachTest_hasAHostOfItsOwn_second(FakeHypervisor kvm) {
    assertThat(ROOTS).doesNotContain(kvm.root());
    assertThat(ROOTS).allSatisfy(root -> assertThat(root).doesNotExist());
  }

  @Test
  void requireNothingLeft_namesWhatIs(FakeHypervisor kvm) {
    Domain domain = kvm.domains().define(d -> d.name("web").memory(ByteSize.mib(64)));

    assertThatThrownBy(() -> FakeKvm.requireNothingLeft(kvm))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[domain web]");
    domain.undefine();
    assertThatCode(() -> FakeKvm.requireNothingLeft(kvm)).doesNotThrowAnyException();
  }
}
