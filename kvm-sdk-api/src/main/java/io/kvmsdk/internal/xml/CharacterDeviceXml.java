package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A stream of characters to and from the guest: {@code <serial>, <console>, <channel>}. */
@XmlType(propOrder = {"source", "log", "target", "content"})
public final class CharacterDeviceXml extends OpenXml {
  static final String GUEST_AGENT = "org.qemu.guest_agent.0";

  private ElementXml source;
  private ElementXml log;
  private ElementXml target;

  CharacterDeviceXml() {}

  /** A device whose end on the host is of {@code type}, as {@code pty} or {@code unix}. */
  public static CharacterDeviceXml of(String type) {
    CharacterDeviceXml device = new CharacterDeviceXml();
    device.attribute("type", type);
    return device;
  }

  /** What the host's end is, as {@code pty}, {@code unix} or {@code file}. */
  public Optional<String> type() {
    return attribute("type");
  }

  /** The host's path of the end that libvirt makes or uses. */
  public Optional<String> sourcePath() {
    return attributeOf(source, "path");
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
  boolean isGuestAgent() {
    return targetName().equals(Optional.of(GUEST_AGENT));
  }

  /** Whether it is that of a spec, at whatever address libvirt gave it. */
  boolean isPlainGuestAgent() {
    return isGuestAgent()
        && source == null
        && log == null
        && type().equals(Optional.of("unix"))
        && target.holdsOnly("type", "name")
        && targetType().equals(Optional.of("virtio"))
        && otherElements().stream().allMatch(e -> e.getTagName().equals("address"));
  }

  /** Whether it is the first serial port with a log, as a spec has it: libvirt adds the model. */
  boolean isPlainLog() {
    return type().equals(Optional.of("pty"))
        && attributeOf(log, "append").equals(Optional.of("on"))
        && logFile().filter(f -> f.startsWith("/")).isPresent()
        && attributeOf(target, "port").orElse("0").equals("0")
        && otherElements().isEmpty();
  }

  static CharacterDeviceXml guestAgent() {
    return of("unix").target(new ElementXml().with("type", "virtio").with("name", GUEST_AGENT));
  }

  /** Sets what the guest sees. */
  public CharacterDeviceXml target(ElementXml newTarget) {
    target = newTarget;
    return this;
  }
}
