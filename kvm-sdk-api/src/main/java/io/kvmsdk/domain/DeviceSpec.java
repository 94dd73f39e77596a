package io.kvmsdk.domain;

import java.util.List;

/**
 * A device of a domain that is neither a disk, nor a network interface, nor a screen to look at
 * from afar; those have lists of their own in {@link DomainSpec}.
 *
 * <p>Names of models are libvirt's and QEMU's. Kinds that are missing here are raw XML: {@link
 * DomainSpec#rawDevices}.
 */
public sealed interface DeviceSpec
    permits ChannelSpec,
        ControllerSpec,
        FilesystemSpec,
        HostDeviceSpec,
        InputSpec,
        IommuSpec,
        MemballoonSpec,
        MemoryDeviceSpec,
        PanicSpec,
        RngSpec,
        SerialSpec,
        ShmemSpec,
        SoundSpec,
        TpmSpec,
        VideoSpec,
        VsockSpec,
        WatchdogSpec {
  /**
   * Elements to add inside the device's own, each well-formed. One that is there from the spec
   * already takes the attributes and elements of the raw one.
   */
  List<String> rawXml();

  /** The same device with {@code rawXml} in the place of its own. */
  DeviceSpec withRawXml(List<String> rawXml);
}
