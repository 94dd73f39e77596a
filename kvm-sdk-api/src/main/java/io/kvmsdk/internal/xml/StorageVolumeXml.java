package io.kvmsdk.internal.xml;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.storage.BackingStore;
import io.kvmsdk.storage.StorageVolumeSpec;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;
import org.w3c.dom.Element;

/** libvirt's {@code <volume>} document. */
@XmlRootElement(name = "volume")
@XmlType(
    propOrder = {
      "name",
      "key",
      "source",
      "capacity",
      "allocation",
      "physical",
      "target",
      "backingStore",
      "content"
    })
public final class StorageVolumeXml extends OpenXml {
  ElementXml name;
  ElementXml key;
  ElementXml source;
  ElementXml capacity;
  ElementXml allocation;
  ElementXml physical;
  StorageTargetXml target;
  BackingStoreXml backingStore;

  StorageVolumeXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static StorageVolumeXml parse(String xml) {
    return Xml.read(StorageVolumeXml.class, "volume", xml);
  }

  /** The document for {@code spec}, of what that sets and nothing else. */
  public static StorageVolumeXml of(StorageVolumeSpec spec) {
    return Xml.with(spec.rawXml(), StorageVolumeXml.class, plain(spec));
  }

  private static StorageVolumeXml plain(StorageVolumeSpec spec) {
    StorageVolumeXml volume = new StorageVolumeXml();
    volume.name = ElementXml.ofText(spec.name());
    volume.capacity = size(spec.capacity());
    volume.allocation = spec.allocation().map(StorageVolumeXml::size).orElse(null);
    volume.target = new StorageTargetXml();
    volume.target.format = new ElementXml().with("type", spec.format().libvirtName());
    // libvirt 9 still makes version 2 by itself, which knows no bitmaps and so no checkpoints
    volume.target.compat = spec.format() == VolumeFormat.QCOW2 ? ElementXml.ofText("1.1") : null;
    volume.backingStore = spec.backingStore().map(BackingStoreXml::of).orElse(null);
    return volume;
  }

  private static ElementXml size(ByteSize size) {
    return ElementXml.ofText(String.valueOf(size.bytes())).with("unit", "bytes");
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** Empty where there is none, which libvirt refuses. */
  public String name() {
    return ElementXml.textOrEmpty(name);
  }

  /** What a guest sees. */
  public ByteSize capacity() {
    return capacity == null ? ByteSize.ZERO : Values.size("capacity", capacity, "bytes");
  }

  /** What it takes up on the host. */
  public Optional<ByteSize> allocation() {
    return Optional.ofNullable(allocation).map(a -> Values.size("allocation", a, "bytes"));
  }

  /** Where the host finds it. */
  public Optional<String> path() {
    return target == null ? Optional.empty() : Optional.ofNullable(ElementXml.text(target.path));
  }

  /** libvirt's name of the format; {@code raw} where the document does not say. */
  public String format() {
    return (target == null ? Optional.<String>empty() : attributeOf(target.format, "type"))
        .orElse("raw");
  }

  public Optional<BackingStoreXml> backingStore() {
    return Optional.ofNullable(backingStore);
  }

  /**
   * The document as a spec, with what that does not model as raw XML, but without what only tells
   * the volume's state: its path, key, physical size and times.
   *
   * @throws UnsupportedException if the volume or the image below is of a format that a spec has no
   *     word for
   */
  public StorageVolumeSpec toSpec() {
    StorageVolumeSpec spec =
        StorageVolumeSpec.builder()
            .name(name())
            .capacity(capacity())
            .allocation(allocation())
            .format(known(format()))
            .backingStore(backingStore().filter(b -> b.path().isPresent()).map(this::toSpec))
            .build();
    StorageVolumeXml rest = Xml.copy(StorageVolumeXml.class, this).withoutState();
    rest.capacity = size(spec.capacity());
    rest.allocation = spec.allocation().map(StorageVolumeXml::size).orElse(null);
    Element raw = RawXml.restOrEmpty(Xml.tree(rest), Xml.tree(plain(spec)));
    return spec.toBuilder().rawXml(RawXml.fragments(raw)).build();
  }

  private BackingStore toSpec(BackingStoreXml backing) {
    return new BackingStore(backing.path().orElse(""), known(backing.format().orElse("raw")));
  }

  private VolumeFormat known(String format) {
    return Values.named(VolumeFormat.values(), VolumeFormat::libvirtName, format)
        .orElseThrow(
            () ->
                new UnsupportedException(
                    Subject.of("storage volume", name()),
                    "an image of format '" + format + "' cannot be said as a spec",
                    "Read its XML instead"));
  }

  private StorageVolumeXml withoutState() {
    key = null;
    physical = null;
    source = source != null && source.isEmpty() ? null : source;
    if (target != null) {
      target.path = null;
      target.timestamps = null;
    }
    return this;
  }
}
