package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.ChannelSpec;
import io.kvmsdk.domain.SerialSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stream of characters to and from the guest: {@code <serial>, <parallel>, <console>, <channel>}.
 */
@XmlType(propOrder = {"sources", "protocol", "log", "target", "content", "alias", "address"})
public final class CharacterDeviceXml extends DeviceXml {
  static final String GUEST_AGENT = "org.qemu.guest_agent.0";

  /** One, but for UDP, which has one for each direction. */
  @XmlElement(name = "source")
  List<ElementXml> sources = new ArrayList<>();

  ElementXml protocol;
  private ElementXml log;
  private ElementXml target;

  CharacterDeviceXml() {}

  /** A device whose end on the host is of {@code type}, as {@code pty} or {@code unix}. */
  public static CharacterDeviceXml of(String type) {
    CharacterDeviceXml device = new CharacterDeviceXml();
    device.attribute("type", type);
    return device;
  }

  static CharacterDeviceXml serial(SerialSpec spec) {
    CharacterDeviceXml device = of(CharacterSourceXml.type(spec.source()));
    CharacterSourceXml.write(spec.source(), device);
    spec.logFile().ifPresent(device::logFile);
    return device;
  }

  static CharacterDeviceXml channel(ChannelSpec spec) {
    CharacterDeviceXml device = of(CharacterSourceXml.type(spec.source()));
    CharacterSourceXml.write(spec.source(), device);
    return device.target(new ElementXml().with("type", "virtio").with("name", spec.name()));
  }

  Optional<SerialSpec> toSerial() {
    return CharacterSourceXml.read(this)
        .map(source -> SerialSpec.builder().source(source).logFile(logFile()).build());
  }

  Optional<ChannelSpec> toChannel() {
    return CharacterSourceXml.read(this)
        .flatMap(s -> targetName().map(n -> ChannelSpec.builder().source(s).name(n).build()));
  }

  /** What the host's end is, as {@code pty}, {@code unix} or {@code file}. */
  public Optional<String> type() {
    return attribute("type");
  }

  /** The host's path of the end that libvirt makes or uses. */
  public Optional<String> sourcePath() {
    return sources.stream().flatMap(s -> s.attribute("path").stream()).findFirst();
  }

  /** The host's file that gets all that the guest writes. */
  public Optional<String> logFile() {
    return attributeOf(log, "file");
  }

  /** Lets the host's {@code file} get all that the guest writes, after what it holds already. */
  public CharacterDeviceXml logFile(String file) {
    log = ElementXml.orNew(log).with("file", file).with("append", "on");
    return this;
  }

  /** The type of the guest's end, as {@code serial}, {@code virtio} or {@code isa-serial}. */
  public Optional<String> targetType() {
    return attributeOf(target, "type");
  }

  /** The name of the guest's end, as {@code org.qemu.guest_agent.0}. */
  public Optional<String> targetName() {
    return attributeOf(target, "name");
  }

  /** Whether it is the channel of the QEMU guest agent, however made. */
  public boolean isGuestAgent() {
    return targetName().equals(Optional.of(GUEST_AGENT));
  }

  /** Whether somebody in the running guest has the channel open. */
  public boolean connected() {
    return attributeOf(target, "state").equals(Optional.of("connected"));
  }

  /** Tells whether somebody in the guest has the channel open, as libvirt does. */
  public void connected(boolean open) {
    target = ElementXml.orNew(target).with("state", open ? "connected" : "disconnected");
  }

  /** Whether it is that of a spec, at whatever address libvirt gave it. */
  boolean isPlainGuestAgent() {
    return isGuestAgent()
        && sources.isEmpty()
        && log == null
        && protocol == null
        && alias == null
        && type().equals(Optional.of("unix"))
        && target.holdsOnly("type", "name")
        && targetType().equals(Optional.of("virtio"))
        && otherElements().isEmpty();
  }

  /** Whether it is the first serial port with a log, as a spec has it: libvirt adds the model. */
  boolean isPlainLog() {
    return type().equals(Optional.of("pty"))
        && attributeOf(log, "append").equals(Optional.of("on"))
        && logFile().filter(f -> f.startsWith("/")).isPresent()
        && attributeOf(target, "port").orElse("0").equals("0")
        && protocol == null
        && alias == null
        && address == null
        && otherElements().isEmpty();
  }

  static CharacterDeviceXml guestAgent() {
    return of("unix").target(new ElementXml().with("type", "virtio").with("name", GUEST_AGENT));
  }

  /** Sets what the guest sees. */
  CharacterDeviceXml target(ElementXml newTarget) {
    target = newTarget;
    return this;
  }
}
