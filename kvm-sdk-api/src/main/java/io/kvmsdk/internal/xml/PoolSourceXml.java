package io.kvmsdk.internal.xml;

import io.kvmsdk.storage.PoolSource;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a pool's volumes come from: {@code <source>} in {@code <pool>}. */
@XmlType(propOrder = {"hosts", "devices", "dir", "name", "auth", "format", "content"})
final class PoolSourceXml extends OpenXml {
  @XmlElement(name = "host")
  private List<ElementXml> hosts = new ArrayList<>();

  @XmlElement(name = "device")
  private List<ElementXml> devices = new ArrayList<>();

  @XmlElement private ElementXml dir;
  @XmlElement private ElementXml name;
  @XmlElement private Auth auth;
  @XmlElement private ElementXml format;

  PoolSourceXml() {}

  /** Null for a folder, which has no source. */
  static PoolSourceXml of(PoolSource spec) {
    PoolSourceXml source = new PoolSourceXml();
    if (spec instanceof PoolSource.Fs fs) {
      source.device(fs.device());
      source.format(fs.format());
    } else if (spec instanceof PoolSource.Netfs netfs) {
      source.host(netfs.host());
      source.dir = new ElementXml().with("path", netfs.export());
      source.format("nfs");
    } else if (spec instanceof PoolSource.Logical logical) {
      logical.devices().forEach(source::device);
      source.name = ElementXml.ofText(logical.volumeGroup());
      source.format("lvm2");
    } else if (spec instanceof PoolSource.Disk disk) {
      source.device(disk.device());
      source.format(disk.label());
    } else if (spec instanceof PoolSource.Iscsi iscsi) {
      source.host(iscsi.host());
      source.device(iscsi.iqn());
    } else if (spec instanceof PoolSource.Rbd rbd) {
      source.rbd(rbd);
    }
    return source.isEmpty() ? null : source;
  }

  static PoolSourceXml ofHost(String host) {
    PoolSourceXml source = new PoolSourceXml();
    source.host(host);
    return source;
  }

  private void rbd(PoolSource.Rbd rbd) {
    name = ElementXml.ofText(rbd.pool());
    auth = rbd.auth().map(Auth::of).orElse(null);
    for (PoolSource.Monitor monitor : rbd.monitors()) {
      host(monitor.host())
          .with("port", monitor.port().isPresent() ? monitor.port().getAsInt() : null);
    }
  }

  private ElementXml host(String host) {
    ElementXml element = new ElementXml().with("name", host);
    hosts.add(element);
    return element;
  }

  private void device(String path) {
    devices.add(new ElementXml().with("path", path));
  }

  private void format(String type) {
    format = new ElementXml().with("type", type);
  }

  /** Whether nothing is said here at all. */
  boolean isEmpty() {
    return holdsOnly()
        && hosts.isEmpty()
        && devices.isEmpty()
        && Stream.of(dir, name, auth, format).allMatch(Objects::isNull);
  }

  /** What a spec can say of the source of a pool of {@code type}; empty if it cannot say it. */
  Optional<PoolSource> toSpec(String type, String pool) {
    String kind = attributeOf(format, "type").orElse("");
    return switch (type) {
      case "fs" -> device().map(d -> new PoolSource.Fs(d, kind.isEmpty() ? "auto" : kind));
      case "netfs" -> kind.equals("cifs") || kind.equals("glusterfs") ? Optional.empty() : netfs();
      case "logical" ->
          Optional.of(
              new PoolSource.Logical(
                  Optional.ofNullable(ElementXml.text(name)).orElse(pool),
                  devices.stream().flatMap(d -> d.attribute("path").stream()).toList()));
      case "disk" -> device().map(d -> new PoolSource.Disk(d, kind.isEmpty() ? "unknown" : kind));
      case "iscsi" -> host().flatMap(h -> device().map(d -> PoolSource.iscsi(h, d)));
      case "rbd" -> rbd();
      default -> Optional.empty();
    };
  }

  private Optional<PoolSource> netfs() {
    return host().flatMap(h -> attributeOf(dir, "path").map(d -> PoolSource.netfs(h, d)));
  }

  private Optional<PoolSource> rbd() {
    Optional<PoolSource.CephAuth> user = Optional.ofNullable(auth).flatMap(Auth::toSpec);
    return (auth != null && user.isEmpty()) || name == null
        ? Optional.empty()
        : Optional.of(
            new PoolSource.Rbd(
                name.text(), hosts.stream().map(PoolSourceXml::monitor).toList(), user));
  }

  private static PoolSource.Monitor monitor(ElementXml host) {
    return new PoolSource.Monitor(host.attribute("name").orElse(""), host.number("port"));
  }

  /** The only one. */
  private Optional<String> host() {
    return hosts.size() == 1 ? hosts.get(0).attribute("name") : Optional.empty();
  }

  /** The only one. */
  private Optional<String> device() {
    return devices.size() == 1 ? devices.get(0).attribute("path") : Optional.empty();
  }

  /** {@code <auth type='ceph' username='…'><secret uuid='…'/></auth>}. */
  @XmlType(
      name = "poolSourceAuth",
      propOrder = {"secret", "content"})
  static final class Auth extends OpenXml {
    @XmlElement private ElementXml secret;

    Auth() {}

    static Auth of(PoolSource.CephAuth spec) {
      Auth auth = new Auth();
      auth.attribute("type", "ceph");
      auth.attribute("username", spec.username());
      auth.secret = new ElementXml().with("uuid", spec.secret());
      return auth;
    }

    /** Empty for a secret known by its usage. */
    Optional<PoolSource.CephAuth> toSpec() {
      return attributeOf(secret, "uuid")
          .flatMap(
              uuid ->
                  attribute("username")
                      .map(user -> new PoolSource.CephAuth(user, Values.uuid(uuid))));
    }
  }
}
