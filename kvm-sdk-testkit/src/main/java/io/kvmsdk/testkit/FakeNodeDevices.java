package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.NodeDeviceDriver;
import io.kvmsdk.internal.xml.NodeDeviceXml;
import io.kvmsdk.node.NodeDeviceEvent;
import io.kvmsdk.node.NodeDeviceKind;
import java.util.List;
import java.util.function.Supplier;

/** libvirt's node device calls on a fake host. */
final class FakeNodeDevices implements NodeDeviceDriver {
  private final Connection connection;
  private final HostDevices devices;

  FakeNodeDevices(Connection connection) {
    this.connection = connection;
    this.devices = connection.host.devices;
  }

  private <T> T call(Operation operation, String device, Supplier<T> action) {
    return connection.call(operation, HostDevices.subject(device), action);
  }

  private void change(Operation operation, String device, Runnable action) {
    call(
        operation,
        device,
        () -> {
          action.run();
          return null;
        });
  }

  @Override
  public List<String> list(int flags) {
    return call(
        Operation.NODE_DEVICE_LOOKUP,
        "*",
        () -> devices.names().stream().filter(name -> flags == 0 || is(name, flags)).toList());
  }

  private boolean is(String name, int flags) {
    return NodeDeviceXml.parse(devices.xml(name)).capabilities().stream()
        .flatMap(c -> NodeDeviceKind.of(c.type()).stream())
        .anyMatch(kind -> (flags & 1 << kind.ordinal()) != 0);
  }

  @Override
  public boolean exists(String device) {
    return call(Operation.NODE_DEVICE_LOOKUP, device, () -> devices.has(device));
  }

  @Override
  public String xml(String device) {
    return call(Operation.NODE_DEVICE_READ, device, () -> devices.xml(device));
  }

  @Override
  public void detach(String device) {
    change(Operation.NODE_DEVICE_DETACH, device, () -> devices.detach(device));
  }

  @Override
  public void reattach(String device) {
    change(Operation.NODE_DEVICE_REATTACH, device, () -> devices.reattach(device));
  }

  @Override
  public void reset(String device) {
    change(Operation.NODE_DEVICE_RESET, device, () -> devices.requirePci(device));
  }

  @Override
  public String create(String xml) {
    return call(Operation.NODE_DEVICE_CREATE, "", () -> created(devices.create(xml)));
  }

  @Override
  public void destroy(String device) {
    change(Operation.NODE_DEVICE_DESTROY, device, () -> destroyed(device));
  }

  private String created(String device) {
    tell(device, NodeDeviceEvent.Lifecycle.Kind.CREATED);
    return device;
  }

  private void destroyed(String device) {
    devices.destroy(device);
    tell(device, NodeDeviceEvent.Lifecycle.Kind.DELETED);
  }

  private void tell(String device, NodeDeviceEvent.Lifecycle.Kind kind) {
    connection.host.emit(new NodeDeviceEvent.Lifecycle(device, kind));
  }
}
