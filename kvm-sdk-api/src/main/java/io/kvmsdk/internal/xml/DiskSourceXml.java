package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DiskSource;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a disk's bytes come from: {@code <source>} in {@code <disk>}. */
@XmlType(
    propOrder = {
      "hosts",
      "snapshot",
      "config",
      "auth",
      "encryption",
      "reservations",
      "initiator",
      "slices",
      "ssl",
      "cookies",
      "readahead",
      "timeout",
      "address",
      "content"
    })
@SuppressWarnings("UnusedVariable") // fields that keep elements in their places
public final class DiskSourceXml extends OpenXml {
  @XmlElement(name = "host")
  private List<ElementXml> hosts = new ArrayList<>();

  private ElementXml snapshot;
  private ElementXml config;
  private AuthXml auth;
  private ElementXml encryption;
  private ElementXml reservations;
  private ElementXml initiator;
  private ElementXml slices;
  private ElementXml ssl;
  private ElementXml cookies;
  private ElementXml readahead;
  private ElementXml timeout;
  private ElementXml address;

  DiskSourceXml() {}

  static DiskSourceXml of(DiskSource source) {
    DiskSourceXml xml = new DiskSourceXml();
    if (source instanceof DiskSource.File file) {
      xml.attribute("file", file.path());
    } else if (source instanceof DiskSource.Block block) {
      xml.attribute("dev", block.path());
    } else if (source instanceof DiskSource.Volume volume) {
      xml.attribute("pool", volume.pool());
      xml.attribute("volume", volume.volume());
    } else if (source instanceof DiskSource.Network network) {
      xml.attribute("protocol", network.protocol());
      xml.attribute("name", network.name().isEmpty() ? null : network.name());
      network.servers().forEach(s -> xml.hosts.add(host(s)));
      xml.auth = network.auth().map(a -> AuthXml.of(network.protocol(), a)).orElse(null);
    }
    return xml;
  }

  /** libvirt's {@code type} of a disk with such a source. */
  static String type(DiskSource source) {
    if (source instanceof DiskSource.Volume) {
      return "volume";
    } else if (source instanceof DiskSource.Block) {
      return "block";
    } else {
      return source instanceof DiskSource.Network ? "network" : "file";
    }
  }

  boolean encrypted() {
    return encryption != null;
  }

  /** The host's path of an image file. */
  public Optional<String> file() {
    return attribute("file");
  }

  /** The host's path of a block device. */
  public Optional<String> device() {
    return attribute("dev");
  }

  /** The pool that {@link #volume} is in. */
  public Optional<String> pool() {
    return attribute("pool");
  }

  public Optional<String> volume() {
    return attribute("volume");
  }

  /** What a spec can say of the source of a disk of {@code type}; empty if it cannot say it. */
  Optional<DiskSource> toSpec(String type) {
    return switch (type) {
      case "file" -> file().map(DiskSource::file);
      case "block" -> device().map(DiskSource::block);
      case "volume" -> pool().flatMap(p -> volume().map(v -> DiskSource.volume(p, v)));
      case "network" -> attribute("protocol").flatMap(this::network);
      default -> Optional.empty();
    };
  }

  private static ElementXml host(DiskSource.Server server) {
    return new ElementXml().with("name", server.host()).with("port", Values.text(server.port()));
  }

  /** A server that is reached in another way, as by a socket, has no name. */
  private Optional<DiskSource> network(String protocol) {
    boolean named = hosts.stream().allMatch(h -> h.attribute("name").isPresent());
    Optional<DiskSource.Auth> user = Optional.ofNullable(auth).flatMap(AuthXml::toSpec);
    return named && (auth == null) == user.isEmpty()
        ? Optional.of(
            new DiskSource.Network(
                protocol,
                attribute("name").orElse(""),
                hosts.stream().map(DiskSourceXml::server).toList(),
                user))
        : Optional.empty();
  }

  private static DiskSource.Server server(ElementXml host) {
    return new DiskSource.Server(host.attribute("name").orElseThrow(), host.number("port"));
  }
}
