package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Update;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.InterfaceSpec;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What changes one domain, as it runs and for its next boot. */
abstract class LiveDomain implements Domain {
  final Driver driver;
  final Hypervisor host;
  private final UpdateDriver calls;

  LiveDomain(Driver driver, Hypervisor host) {
    this.driver = driver;
    this.host = host;
    this.calls = driver.updates();
  }

  private DeviceChanges devices() {
    return new DeviceChanges(driver, host, this);
  }

  private Affect affect() {
    return devices().affect();
  }

  @Override
  public final void attachDevice(String xml) {
    devices().attach(xml);
  }

  @Override
  public final DomainDisk attachDisk(DiskSpec disk) {
    return disk(devices().attach(disk));
  }

  @Override
  public final MacAddress attachInterface(InterfaceSpec networkInterface) {
    return devices().attach(networkInterface);
  }

  @Override
  public final void detachDevice(String xml, Duration atMost) {
    devices().detach(XmlTree.parse(xml), atMost);
  }

  @Override
  public final void detachDisk(String target) {
    devices().detach(DeviceKey.like("disk", target), RELEASE_TIME);
  }

  @Override
  public final void detachInterface(MacAddress mac) {
    devices().detach(DeviceKey.like("interface", mac.text()), RELEASE_TIME);
  }

  @Override
  public final void updateDevice(String xml) {
    devices().update(xml);
  }

  @Override
  public final void changeMedia(String target, DiskSource medium) {
    devices().changeMedia(target, Optional.of(medium), false);
  }

  @Override
  public final void ejectMedia(String target, boolean force) {
    devices().changeMedia(target, Optional.empty(), force);
  }

  @Override
  public final void linkState(MacAddress mac, boolean up) {
    devices().linkState(mac, up);
  }

  @Override
  public final Update planUpdate(DomainSpec wanted) {
    return new DomainPlanner(driver, host, this, devices()).update(wanted);
  }

  @Override
  public final Update planUpdate(Consumer<DomainSpec.Builder> changes) {
    DomainSpec.Builder builder = spec().toBuilder();
    changes.accept(builder);
    return planUpdate(builder.build());
  }

  @Override
  public final void memory(ByteSize size) {
    calls.memory(uuid(), size, affect());
  }

  @Override
  public final void vcpus(int count) {
    devices().vcpus(count, affect(), RELEASE_TIME);
  }

  @Override
  public final void title(String title) {
    calls.title(uuid(), title, affect());
  }

  @Override
  public final void description(String description) {
    calls.description(uuid(), description, affect());
  }

  @Override
  public final Optional<String> metadata(String uri) {
    return calls.metadata(uuid(), uri);
  }

  @Override
  public final void metadata(String uri, String xml) {
    new MetadataChanges(calls, this).put(uri, XmlTree.parse(xml), affect());
  }

  @Override
  public final void removeMetadata(String uri) {
    new MetadataChanges(calls, this).remove(uri, affect());
  }
}
