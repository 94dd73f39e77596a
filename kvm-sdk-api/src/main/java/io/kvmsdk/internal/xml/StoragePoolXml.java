package io.kvmsdk.internal.xml;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolSpec;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** libvirt's {@code <pool>} document. */
@XmlRootElement(name = "pool")
@XmlType(
    propOrder = {
      "name",
      "uuid",
      "capacity",
      "allocation",
      "available",
      "source",
      "target",
      "content"
    })
public final class StoragePoolXml extends OpenXml {
  ElementXml name;
  ElementXml uuid;
  ElementXml capacity;
  ElementXml allocation;
  ElementXml available;
  PoolSourceXml source;
  StorageTargetXml target;

  StoragePoolXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static StoragePoolXml parse(String xml) {
    return Xml.read(StoragePoolXml.class, "pool", xml);
  }

  /** The document for {@code spec}, of what that sets and nothing else. */
  public static StoragePoolXml of(StoragePoolSpec spec) {
    return Xml.with(spec.rawXml(), StoragePoolXml.class, plain(spec));
  }

  private static StoragePoolXml plain(StoragePoolSpec spec) {
    StoragePoolXml pool = new StoragePoolXml();
    pool.attribute("type", spec.type().libvirtName());
    pool.name = ElementXml.ofText(spec.name());
    spec.uuid().ifPresent(pool::uuid);
    pool.source = PoolSourceXml.of(spec.source());
    if (!spec.target().isEmpty()) {
      pool.target = new StorageTargetXml();
      pool.target.path = ElementXml.ofText(spec.target());
    }
    return pool;
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** As {@code dir} or {@code logical}. */
  public String type() {
    return attribute("type").orElse("");
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return ElementXml.textOrEmpty(name);
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  /** The path on the host where volumes appear. */
  public Optional<String> target() {
    return target == null ? Optional.empty() : Optional.ofNullable(ElementXml.text(target.path));
  }

  /**
   * The document as a spec, with what that does not model as raw XML, but without what only tells
   * how full the pool is.
   *
   * @throws UnsupportedException if the pool is of a type, or has a source, that a spec has no word
   *     for
   */
  public StoragePoolSpec toSpec() {
    StoragePoolSpec.Builder known =
        StoragePoolSpec.builder().name(name()).uuid(uuid()).source(sourceAsSpec());
    target().ifPresent(known::target);
    StoragePoolSpec spec = known.build();
    StoragePoolXml rest = Xml.copy(StoragePoolXml.class, this);
    uuid().ifPresent(rest::uuid);
    rest.capacity = null;
    rest.allocation = null;
    rest.available = null;
    rest.source = source != null && source.isEmpty() ? null : source;
    Element raw = RawXml.restOrEmpty(Xml.tree(rest), Xml.tree(plain(spec)));
    return spec.toBuilder().rawXml(RawXml.fragments(raw)).build();
  }

  private PoolSource sourceAsSpec() {
    if (type().equals("dir")) {
      return PoolSource.dir();
    }
    return Optional.ofNullable(source)
        .flatMap(s -> s.toSpec(type(), name()))
        .orElseThrow(this::unsupported);
  }

  private UnsupportedException unsupported() {
    return new UnsupportedException(
        Subject.of("storage pool", name()),
        "a pool of type '" + type() + "' with such a source cannot be said as a spec",
        "Read its XML instead");
  }
}
