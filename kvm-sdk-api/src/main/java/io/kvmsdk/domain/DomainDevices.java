package io.kvmsdk.domain;

import io.kvmsdk.value.MacAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A domain's devices, one by one. What is changed here is changed at once where the domain runs,
 * and for its next boot; of a transient domain, which has none, only at once.
 *
 * <p>A q35 machine has a PCIe port for each of its devices, and one to spare: while it runs, one
 * more can be plugged in. For more, define it with ports for all that it may come to have, from
 * index 1 on: {@code addDevice(ControllerSpec.builder().type("pci").model("pcie-root-port")
 * .index(1).build())}.
 *
 * @see DomainUpdates to change several things together, or to see before what will happen
 */
public interface DomainDevices {
  /** How long a guest is given to let go of a device. */
  Duration RELEASE_TIME = Duration.ofSeconds(30);

  /**
   * Plugs a device in. libvirt: {@code virDomainAttachDeviceFlags}.
   *
   * @param xml one of libvirt's device elements, as {@code <hostdev>}
   * @throws io.kvmsdk.error.ConflictException if it would write to a golden image
   * @throws io.kvmsdk.error.UnsupportedException if its bus takes no device while the domain runs
   */
  void attachDevice(String xml);

  /**
   * Plugs a disk or drive in; what its spec leaves open is filled in as by {@link Domains#define}.
   *
   * @return the disk, under the target name that it got
   * @throws io.kvmsdk.error.AlreadyExistsException if there is a disk of that target
   * @throws io.kvmsdk.error.NotFoundException if its volume does not exist
   */
  DomainDisk attachDisk(DiskSpec disk);

  /** As {@link #attachDisk(DiskSpec)}, with the spec built in place. */
  default DomainDisk attachDisk(Consumer<DiskSpec.Builder> disk) {
    DiskSpec.Builder builder = DiskSpec.builder();
    disk.accept(builder);
    return attachDisk(builder.build());
  }

  /**
   * Plugs a network interface in.
   *
   * @return its MAC address, made up where the spec has none
   */
  MacAddress attachInterface(InterfaceSpec networkInterface);

  /** As {@link #attachInterface(InterfaceSpec)}, with the spec built in place. */
  default MacAddress attachInterface(Consumer<InterfaceSpec.Builder> networkInterface) {
    InterfaceSpec.Builder builder = InterfaceSpec.builder();
    networkInterface.accept(builder);
    return attachInterface(builder.build());
  }

  /**
   * Unplugs a device, and waits until the guest has let go of it. The definition keeps it until
   * then. libvirt: {@code virDomainDetachDeviceFlags}.
   *
   * @param xml the device as the document has it, or so much of it that no other is like it
   * @throws io.kvmsdk.error.NotFoundException if there is no such device
   * @throws io.kvmsdk.error.ConflictException if the guest said that it keeps it
   * @throws io.kvmsdk.error.TimedOutException if the guest did not let go of it; it still may
   */
  void detachDevice(String xml, Duration atMost);

  /** As {@link #detachDevice(String, Duration)}, within {@link #RELEASE_TIME}. */
  default void detachDevice(String xml) {
    detachDevice(xml, RELEASE_TIME);
  }

  /** Unplugs the disk {@code target}, as {@code vdb}; see {@link #detachDevice(String)}. */
  void detachDisk(String target);

  /** Unplugs the interface of that MAC address; see {@link #detachDevice(String)}. */
  void detachInterface(MacAddress mac);

  /**
   * Changes what can be changed of a device in place. libvirt: {@code virDomainUpdateDeviceFlags}.
   *
   * @param xml the whole device as it is to be
   * @throws io.kvmsdk.error.UnsupportedException naming what cannot be changed
   */
  void updateDevice(String xml);

  /**
   * Puts another medium into a CD-ROM drive.
   *
   * @param target the drive, as {@code sda}
   */
  void changeMedia(String target, DiskSource medium);

  /** Takes the medium out of a drive, if there is one. */
  default void ejectMedia(String target) {
    ejectMedia(target, false);
  }

  /**
   * Takes the medium out of a drive.
   *
   * @param force also where the guest has locked the drive: {@code VIR_DOMAIN_DEVICE_MODIFY_FORCE}
   */
  void ejectMedia(String target, boolean force);

  /** Puts the cable of an interface in, or pulls it. */
  void linkState(MacAddress mac, boolean up);
}
