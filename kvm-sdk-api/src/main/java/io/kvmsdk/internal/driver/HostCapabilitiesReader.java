package io.kvmsdk.internal.driver;

import io.kvmsdk.FileOwner;
import io.kvmsdk.HostCapabilities;
import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.CpuMode;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.xml.CapabilitiesXml;
import io.kvmsdk.internal.xml.DomainCapabilitiesXml;
import io.kvmsdk.internal.xml.GuestKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks a driver what the domains on its host can have. */
final class HostCapabilitiesReader {
  /** The machine type to prefer on x86: PCI Express, and hotplug that works. */
  private static final String Q35 = "q35";

  /** Numbers, which libvirt marks so that they are not taken for names. */
  private static final Pattern OWNER = Pattern.compile("\\+(\\d{1,10}):\\+(\\d{1,10})");

  private final Driver driver;
  private final CapabilitiesXml host;
  private final String architecture;
  private final Accelerator accelerator;

  private HostCapabilitiesReader(Driver driver) {
    this.driver = driver;
    this.host = CapabilitiesXml.parse(driver.capabilitiesXml());
    this.architecture = host.architecture();
    this.accelerator = driver.usableAccelerator();
  }

  static HostCapabilities read(Driver driver) {
    HostCapabilitiesReader reader = new HostCapabilitiesReader(driver);
    try {
      return reader.preferring(Q35).orElseGet(() -> reader.preferring(null).orElseThrow());
    } catch (UnsupportedException | PermissionDeniedException tellsNothing) {
      return new HostCapabilities(
          reader.architecture,
          reader.accelerator,
          Optional.empty(),
          Set.of(),
          Set.of(),
          Optional.empty(),
          Set.of(),
          reader.imageOwner());
    }
  }

  /** Empty if there is no such machine type; null stands for the host's default. */
  private Optional<HostCapabilities> preferring(String machine) {
    DomainCapabilitiesXml document;
    try {
      document =
          DomainCapabilitiesXml.parse(
              driver.domainCapabilitiesXml(
                  GuestKind.of(
                      architecture, Optional.ofNullable(machine), driver.domainType(accelerator))));
    } catch (UnsupportedException | PermissionDeniedException e) {
      throw e;
    } catch (KvmException e) {
      if (machine == null) {
        throw e;
      }
      return Optional.empty();
    }
    return Optional.of(
        new HostCapabilities(
            architecture,
            accelerator,
            Optional.ofNullable(machine).or(document::machine),
            firmware(document),
            cpuModes(document),
            document.hostModel(),
            Set.copyOf(document.videoModels()),
            imageOwner()));
  }

  private Optional<FileOwner> imageOwner() {
    return host.dacLabel(driver.domainType(accelerator))
        .map(OWNER::matcher)
        .filter(Matcher::matches)
        .map(m -> new FileOwner(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))));
  }

  /** A BIOS is built into x86 machines, and not listed; UEFI is a file that may be missing. */
  private Set<Firmware> firmware(DomainCapabilitiesXml document) {
    Set<Firmware> firmware = EnumSet.noneOf(Firmware.class);
    if (architecture.equals("x86_64") || architecture.equals("i686")) {
      firmware.add(Firmware.BIOS);
    }
    if (document.firmwares().contains("efi")) {
      firmware.add(Firmware.UEFI);
    }
    return firmware;
  }

  private static Set<CpuMode> cpuModes(DomainCapabilitiesXml document) {
    return Arrays.stream(CpuMode.values())
        .filter(m -> document.cpuModes().contains(m.libvirtName()))
        .collect(Collectors.toSet());
  }
}
