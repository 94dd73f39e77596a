package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ChannelSpec;
import io.kvmsdk.domain.ControllerSpec;
import io.kvmsdk.domain.DeviceSpec;
import io.kvmsdk.domain.FilesystemSpec;
import io.kvmsdk.domain.HostDeviceSpec;
import io.kvmsdk.domain.InputSpec;
import io.kvmsdk.domain.IommuSpec;
import io.kvmsdk.domain.MemballoonSpec;
import io.kvmsdk.domain.MemoryDeviceSpec;
import io.kvmsdk.domain.PanicSpec;
import io.kvmsdk.domain.RngSpec;
import io.kvmsdk.domain.SerialSpec;
import io.kvmsdk.domain.ShmemSpec;
import io.kvmsdk.domain.SoundSpec;
import io.kvmsdk.domain.TpmSpec;
import io.kvmsdk.domain.VideoSpec;
import io.kvmsdk.domain.VsockSpec;
import io.kvmsdk.domain.WatchdogSpec;
import io.kvmsdk.error.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;

/** How devices of one kind are said, in specs and in documents. */
record DeviceKind<S extends DeviceSpec, X extends DeviceXml>(
    String element,
    Class<S> spec,
    Class<X> xml,
    Function<DevicesXml, List<X>> list,
    Function<S, X> write,
    Function<X, Optional<S>> read) {

  /** In libvirt's order. */
  private static final List<DeviceKind<?, ?>> KINDS =
      List.of(
          new DeviceKind<>(
              "controller",
              ControllerSpec.class,
              ControllerXml.class,
              d -> d.controllers,
              ControllerXml::of,
              ControllerXml::toSpec),
          new DeviceKind<>(
              "filesystem",
              FilesystemSpec.class,
              FilesystemXml.class,
              d -> d.filesystems,
              FilesystemXml::of,
              FilesystemXml::toSpec),
          new DeviceKind<>(
              "serial",
              SerialSpec.class,
              CharacterDeviceXml.class,
              d -> d.serials,
              CharacterDeviceXml::serial,
              CharacterDeviceXml::toSerial),
          new DeviceKind<>(
              "channel",
              ChannelSpec.class,
              CharacterDeviceXml.class,
              d -> d.channels,
              CharacterDeviceXml::channel,
              CharacterDeviceXml::toChannel),
          new DeviceKind<>(
              "input",
              InputSpec.class,
              InputXml.class,
              d -> d.inputs,
              InputXml::of,
              InputXml::toSpec),
          new DeviceKind<>(
              "tpm", TpmSpec.class, TpmXml.class, d -> d.tpms, TpmXml::of, TpmXml::toSpec),
          new DeviceKind<>(
              "sound",
              SoundSpec.class,
              SoundXml.class,
              d -> d.sounds,
              SoundXml::of,
              SoundXml::toSpec),
          new DeviceKind<>(
              "video",
              VideoSpec.class,
              VideoXml.class,
              d -> d.videos,
              VideoXml::of,
              VideoXml::toSpec),
          new DeviceKind<>(
              "hostdev",
              HostDeviceSpec.class,
              HostDeviceXml.class,
              d -> d.hostDevices,
              HostDeviceXml::of,
              HostDeviceXml::toSpec),
          new DeviceKind<>(
              "watchdog",
              WatchdogSpec.class,
              WatchdogXml.class,
              d -> d.watchdogs,
              WatchdogXml::of,
              WatchdogXml::toSpec),
          new DeviceKind<>(
              "memballoon",
              MemballoonSpec.class,
              MemballoonXml.class,
              d -> d.memballoons,
              MemballoonXml::of,
              MemballoonXml::toSpec),
          new DeviceKind<>(
              "rng", RngSpec.class, RngXml.class, d -> d.rngs, RngXml::of, RngXml::toSpec),
          new DeviceKind<>(
              "panic",
              PanicSpec.class,
              PanicXml.class,
              d -> d.panics,
              PanicXml::of,
              PanicXml::toSpec),
          new DeviceKind<>(
              "shmem",
              ShmemSpec.class,
              ShmemXml.class,
              d -> d.shmems,
              ShmemXml::of,
              ShmemXml::toSpec),
          new DeviceKind<>(
              "memory",
              MemoryDeviceSpec.class,
              MemoryDeviceXml.class,
              d -> d.memories,
              MemoryDeviceXml::of,
              MemoryDeviceXml::toSpec),
          new DeviceKind<>(
              "iommu",
              IommuSpec.class,
              IommuXml.class,
              d -> d.iommus,
              IommuXml::of,
              IommuXml::toSpec),
          new DeviceKind<>(
              "vsock",
              VsockSpec.class,
              VsockXml.class,
              d -> d.vsocks,
              VsockXml::of,
              VsockXml::toSpec));

  /** Adds {@code device}, raw XML and all, where it belongs. */
  static void add(DeviceSpec device, DevicesXml devices) {
    KINDS.stream()
        .filter(kind -> kind.spec.isInstance(device))
        .forEach(kind -> kind.addTo(devices, device));
  }

  /** Takes away the devices that specs can say, in libvirt's order. */
  static List<DeviceSpec> take(DevicesXml devices) {
    List<DeviceSpec> specs = new ArrayList<>();
    KINDS.forEach(kind -> kind.takeFrom(devices, specs));
    return specs;
  }

  private void addTo(DevicesXml devices, DeviceSpec device) {
    X plain = write.apply(spec.cast(device));
    if (device.rawXml().isEmpty()) {
      list.apply(devices).add(plain);
    } else {
      Element tree = Xml.tree(plain, element);
      RawXml.add(tree, Xml.fragments(device.rawXml()));
      list.apply(devices).add(Xml.read(xml, tree));
    }
  }

  private void takeFrom(DevicesXml devices, List<DeviceSpec> specs) {
    list.apply(devices).removeIf(x -> toSpec(x).map(specs::add).orElse(false));
  }

  /** Empty where a spec cannot say what it is, or would say more than there is. */
  private Optional<DeviceSpec> toSpec(X device) {
    try {
      return read.apply(device).flatMap(modelled -> withRest(device, modelled));
    } catch (InvalidSpecException beyondSpecs) {
      return Optional.empty();
    }
  }

  private Optional<DeviceSpec> withRest(X device, S modelled) {
    Element document = Xml.tree(device, element);
    Element spec = Xml.tree(write.apply(modelled), element);
    return RawXml.rest(spec, document).isPresent()
        ? Optional.empty()
        : RawXml.restOfDevice(document, spec).map(modelled::withRawXml);
  }
}
