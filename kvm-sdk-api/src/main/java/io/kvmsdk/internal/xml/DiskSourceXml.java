package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DiskSource;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a disk's bytes come from: {@code <source>} in {@code <disk>}. */
@XmlType(propOrder = {"hosts", "content"})
public final class DiskSourceXml extends OpenXml {
  @XmlElement(name = "host")
  private List<ElementXml> hosts = new ArrayList<>();

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
      xml.hosts.add(new ElementXml().with("name", network.host()).with("port", network.port()));
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

  /** The servers of a network disk. */
  public List<ElementXml> hosts() {
    return hosts;
  }

  /** What a spec can say of the source of a disk of {@code type}; empty if it cannot say it. */
  Optional<DiskSource> toSpec(String type) {
    return switch (type) {
      case "file" -> file().map(DiskSource::file);
      case "block" -> device().map(DiskSource::block);
      case "volume" -> pool().flatMap(p -> volume().map(v -> DiskSource.volume(p, v)));
      case "network" -> hosts.size() == 1 ? network(hosts.get(0)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<DiskSource> network(ElementXml host) {
    if (attribute("protocol").isEmpty()
        || host.attribute("name").isEmpty()
        || host.attribute("port").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DiskSource.Network(
            attribute("protocol").get(),
            attribute("name").orElse(""),
            host.attribute("name").get(),
            Values.number("port", host.attribute("port").get())));
  }
}
