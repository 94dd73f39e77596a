package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.CharacterSource;
import java.util.Optional;

/** The host's end of a character device: its {@code type}, {@code <source>, <protocol>}. */
final class CharacterSourceXml {
  private CharacterSourceXml() {}

  /** libvirt's name of what it is. */
  static String type(CharacterSource source) {
    if (source instanceof CharacterSource.File) {
      return "file";
    } else if (source instanceof CharacterSource.Unix) {
      return "unix";
    } else if (source instanceof CharacterSource.Tcp) {
      return "tcp";
    } else if (source instanceof CharacterSource.SpiceViewer) {
      return "spicevmc";
    } else {
      return source instanceof CharacterSource.Nowhere ? "null" : "pty";
    }
  }

  static void write(CharacterSource source, CharacterDeviceXml device) {
    if (source instanceof CharacterSource.File file) {
      add(
          device,
          new ElementXml().with("path", file.path()).with("append", file.append() ? "on" : null));
    } else if (source instanceof CharacterSource.Unix unix && unix.path().isPresent()) {
      add(
          device,
          new ElementXml().with("mode", mode(unix.listen())).with("path", unix.path().get()));
    } else if (source instanceof CharacterSource.Tcp tcp) {
      add(
          device,
          new ElementXml()
              .with("mode", mode(tcp.listen()))
              .with("host", tcp.address())
              .with("service", tcp.port()));
      device.protocol = new ElementXml().with("type", "raw");
    }
  }

  private static void add(CharacterDeviceXml device, ElementXml source) {
    device.sources.add(source);
  }

  private static String mode(boolean listen) {
    return listen ? "bind" : "connect";
  }

  /** Empty where it is of a type that specs do not know. */
  static Optional<CharacterSource> read(CharacterDeviceXml device) {
    return switch (device.type().orElse("")) {
      case "pty" -> Optional.of(new CharacterSource.Pty());
      case "null" -> Optional.of(new CharacterSource.Nowhere());
      case "spicevmc" -> Optional.of(new CharacterSource.SpiceViewer());
      case "file" -> device.sourcePath().map(p -> new CharacterSource.File(p, appends(device)));
      case "unix" -> Optional.of(unix(device));
      case "tcp" -> device.sources.size() == 1 ? tcp(device.sources.get(0)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean appends(CharacterDeviceXml device) {
    return OpenXml.attributeOf(device.sources.get(0), "append").equals(Optional.of("on"));
  }

  private static CharacterSource unix(CharacterDeviceXml device) {
    return new CharacterSource.Unix(
        device.sourcePath(), device.sources.isEmpty() || listens(device.sources.get(0)));
  }

  private static Optional<CharacterSource> tcp(ElementXml source) {
    return source
        .attribute("host")
        .flatMap(
            host ->
                source
                    .attribute("service")
                    .map(
                        port ->
                            new CharacterSource.Tcp(
                                host, Values.number("port", port), listens(source))));
  }

  private static boolean listens(ElementXml source) {
    return source.attribute("mode").equals(Optional.of("bind"));
  }
}
