package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.Nvram;
import io.kvmsdk.internal.driver.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/** Domains under TCG that are defined to fail, and are gone when this is closed. */
final class FailingGuest implements AutoCloseable {
  static final String OS = "<os><type arch='x86_64' machine='q35'>hvm</type></os>";

  final LibvirtDriver driver;
  private final List<ObjectRef> defined = new ArrayList<>();

  FailingGuest(LibvirtDriver driver) {
    this.driver = driver;
  }

  static String xml(String name, String os, String rest, String devices) {
    return """
    <domain type='qemu'>
      <name>%s</name>
      <memory unit='MiB'>64</memory>
      %s%s
      <features><acpi/></features>
      <devices>%s</devices>
    </domain>
    """
        .formatted(name, os, rest, devices);
  }

  static String disk(Object file, String format, String inSource) {
    return """
    <disk type='file' device='disk'>
      <driver name='qemu' type='%s'/>
      <source file='%s'>%s</source>
      <target dev='vda' bus='virtio'/>
    </disk>
    """
        .formatted(format, file, inSource);
  }

  ObjectRef define(String xml) {
    ObjectRef domain = driver.domains().define(xml);
    defined.add(domain);
    return domain;
  }

  ObjectRef define(String os, String rest, String devices) {
    return define(xml(QemuHost.name("failing"), os, rest, devices));
  }

  ObjectRef start(String xml) {
    ObjectRef domain = define(xml);
    driver.domains().create(domain.uuid());
    return domain;
  }

  ObjectRef startWith(String devices) {
    return start(xml(QemuHost.name("failing"), OS, "", devices));
  }

  ObjectRef startWith(String os, String rest) {
    return start(xml(QemuHost.name("failing"), os, rest, ""));
  }

  @Override
  public void close() {
    for (ObjectRef domain : defined) {
      QemuHost.virsh("destroy", domain.uuid());
      if (driver.domains().findByName(domain.name()).isPresent()) {
        driver.domains().undefine(domain.uuid(), Nvram.REMOVE);
      }
    }
    driver.close();
  }
}
