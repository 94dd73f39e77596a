package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.BootSpec;
import io.kvmsdk.domain.DomainSpec;
import java.time.Duration;
import java.util.Optional;

/** How the guest boots: parts of {@code <os>}, and the SMM that secure boot needs. */
final class BootPart implements DomainPart {
  private static final String SECURE_BOOT = "secure-boot";

  @Override
  public void write(DomainSpec spec, DomainXml to) {
    BootSpec boot = spec.boot();
    if (boot.equals(BootSpec.builder().build())) {
      return;
    }
    OsXml os = to.os();
    boot.secureBoot().ifPresent(secure -> secureBoot(secure, to));
    os.loader =
        boot.loader()
            .map(l -> ElementXml.ofText(l).with("readonly", "yes").with("type", "pflash"))
            .orElse(null);
    boot.nvramTemplate().ifPresent(os::nvramTemplate);
    os.kernel = ElementXml.ofTextOrNull(boot.kernel().orElse(null));
    os.initrd = ElementXml.ofTextOrNull(boot.initrd().orElse(null));
    os.cmdline = ElementXml.ofTextOrNull(boot.commandLine().orElse(null));
    os.bootmenu =
        boot.menu()
            .map(m -> new ElementXml().with("enable", "yes").with("timeout", m.toMillis()))
            .orElse(null);
  }

  private static void secureBoot(boolean secure, DomainXml to) {
    to.os().firmware = new FirmwareXml();
    if (secure) {
      feature(to.os().firmware, "enrolled-keys", true);
      to.features = to.features == null ? new FeaturesXml() : to.features;
      to.features.smm = new ElementXml().with("state", "on");
    }
    feature(to.os().firmware, SECURE_BOOT, secure);
  }

  private static void feature(FirmwareXml firmware, String name, boolean enabled) {
    firmware.features.add(
        new ElementXml().with("enabled", Values.yesNo(enabled)).with("name", name));
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    if (from.os != null) {
      to.boot(boot(from.os));
    }
  }

  /** With firmware that libvirt chooses, the loader is its choice too. */
  private static BootSpec boot(OsXml os) {
    boolean own = os.attribute("firmware").isEmpty();
    Optional<String> loader = Optional.ofNullable(ElementXml.text(os.loader)).filter(l -> own);
    return BootSpec.builder()
        .secureBoot(secureBoot(os))
        .loader(loader)
        .nvramTemplate(OpenXml.attributeOf(os.nvram, "template").filter(t -> loader.isPresent()))
        .kernel(Optional.ofNullable(ElementXml.text(os.kernel)))
        .initrd(Optional.ofNullable(ElementXml.text(os.initrd)))
        .commandLine(Optional.ofNullable(ElementXml.text(os.cmdline)))
        .menu(
            OpenXml.attributeOf(os.bootmenu, "timeout")
                .map(t -> Duration.ofMillis(Values.number("boot menu timeout", t))))
        .build();
  }

  private static Optional<Boolean> secureBoot(OsXml os) {
    return os.firmware == null
        ? Optional.empty()
        : os.firmware.features.stream()
            .filter(f -> f.attribute("name").equals(Optional.of(SECURE_BOOT)))
            .map(f -> f.isYes("enabled"))
            .findFirst();
  }
}
