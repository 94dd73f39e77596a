package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** A stream of characters to and from the guest: {@code <serial>, <console>, <channel>}. */
@XmlType(propOrder = {"source", "log", "target", "content"})
public final class CharacterDeviceXml extends OpenXml {
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
    return attribute(source, "path");
  }

  /** The host's file that gets all that the guest writes. */
  public Optional<String> logFile() {
    return attribute(log, "file");
  }

  /** Lets the host's {@code file} get all that the guest writes, after what it holds already. */
  public CharacterDeviceXml logFile(String file) {
    log = ElementXml.orNew(log).with("file", file).with("append", "on");
    return this;
  }

  /** The type of the guest's end, as {@code serial}, {@code virtio} or {@code isa-serial}. */
  public Optional<String> targetType() {
    return attribute(target, "type");
  }

  /** The name of the guest's end, as {@code org.qemu.guest_agent.0}. */
  public Optional<String> targetName() {
    return attribute(target, "name");
  }

  /** Sets what the guest sees. */
  public CharacterDeviceXml target(ElementXml newTarget) {
    target = newTarget;
    return this;
  }
}
