package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no guest; {@link QemuDomainsTest} runs one. */
@RequiresLibvirt
class AcceleratorProbeTest {
  @TempDir Path directory;

  @AfterEach
  void clear() {
    System.clearProperty(AcceleratorProbe.PROPERTY);
  }

  @Test
  void usableAccelerator_isTcgWhereKvmIsNotOffered() throws IOException {
    try (LibvirtDriver driver = TestHost.connect(directory)) {
      assertThat(driver.usableAccelerator()).isEqualTo(Accelerator.TCG);
      assertThat(driver.domainType(Accelerator.TCG)).isEqualTo("test");
      assertThat(driver.domains().list()).hasSize(1);
    }
  }

  @Test
  void usableAccelerator_isWhatTheUserSays() throws IOException {
    try (LibvirtDriver driver = TestHost.connect(directory)) {
      System.setProperty(AcceleratorProbe.PROPERTY, "KVM");
      assertThat(driver.usableAccelerator()).isEqualTo(Accelerator.KVM);
      System.setProperty(AcceleratorProbe.PROPERTY, "tcg");
      assertThat(driver.usableAccelerator()).isEqualTo(Accelerator.TCG);
    }
  }

  @Test
  void usableAccelerator_isWhatTheConnectionsOptionsSay_beforeAllElse() throws IOException {
    System.setProperty(AcceleratorProbe.PROPERTY, "tcg");
    ConnectOptions kvm = ConnectOptions.builder().accelerator(Accelerator.KVM).build();
    ConnectOptions auto = ConnectOptions.builder().accelerator(Accelerator.AUTO).build();

    try (LibvirtDriver told = LibvirtDriver.connect(TestHost.uri(directory), kvm);
        LibvirtDriver asked = LibvirtDriver.connect(TestHost.uri(directory), auto)) {
      assertThat(told.usableAccelerator()).isEqualTo(Accelerator.KVM);
      assertThat(asked.usableAccelerator()).isEqualTo(Accelerator.TCG);
    }
  }

  @Test
  void usableAccelerator_isWhatTheProgramSays_beforeTheUser() throws IOException {
    System.setProperty(AcceleratorProbe.PROPERTY, "tcg");

    assertThat(usable(Accelerator.KVM)).isEqualTo(Accelerator.KVM);
    assertThat(usable(Accelerator.AUTO)).isEqualTo(Accelerator.TCG);
  }

  private Accelerator usable(Accelerator option) throws IOException {
    ConnectOptions options = ConnectOptions.builder().accelerator(option).build();
    try (LibvirtDriver driver = LibvirtDriver.connect(TestHost.uri(directory), options)) {
      return driver.usableAccelerator();
    }
  }

  @Test
  void override_refusesAnUnknownWord() {
    System.setProperty(AcceleratorProbe.PROPERTY, "turbo");

    assertThatThrownBy(AcceleratorProbe::override)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("'turbo' is not kvm, tcg or auto");
  }
}
