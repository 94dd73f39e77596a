package io.kvmsdk.node;

import io.kvmsdk.event.Registration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The devices of a host. Drivers that know of none throw {@code UnsupportedException}. */
public interface NodeDevices {
  /** All, in one call. libvirt: {@code virConnectListAllNodeDevices}. */
  List<NodeDevice> list();

  /** Those that are {@code kind}, among other things, in one call. */
  List<NodeDevice> list(NodeDeviceKind kind);

  Optional<NodeDevice> find(String name);

  /**
   * The device of that name.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is none
   */
  NodeDevice get(String name);

  /**
   * Creates a mediated device or a virtual HBA by libvirt's document. libvirt: {@code
   * virNodeDeviceCreateXML}.
   */
  NodeDevice createXml(String xml);

  /**
   * Tells {@code listener} what happens to any device, in order, on a thread where it may block and
   * may call this library.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this host has no such events
   */
  Registration listen(Consumer<NodeDeviceEvent> listener);
}
