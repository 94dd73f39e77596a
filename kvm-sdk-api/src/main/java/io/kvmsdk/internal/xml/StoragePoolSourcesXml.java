package io.kvmsdk.internal.xml;

import io.kvmsdk.storage.PoolSource;
import io.kvmsdk.storage.StoragePoolType;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.ArrayList;
import java.util.List;

/** libvirt's {@code <sources>} document: what pools could be made of. */
@XmlRootElement(name = "sources")
@XmlType(propOrder = {"sources", "content"})
public final class StoragePoolSourcesXml extends OpenXml {
  @XmlElement(name = "source")
  private List<PoolSourceXml> sources = new ArrayList<>();

  StoragePoolSourcesXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static StoragePoolSourcesXml parse(String xml) {
    return Xml.read(StoragePoolSourcesXml.class, "sources", xml);
  }

  /** The {@code <source>} by which libvirt is asked what {@code host} has. */
  public static String request(String host) {
    return XmlText.fragment(Xml.tree(PoolSourceXml.ofHost(host), "source"));
  }

  /** As pools of {@code type}; what a spec has no words for is left out. */
  public List<PoolSource> toSpecs(StoragePoolType type) {
    return sources.stream().flatMap(s -> s.toSpec(type.libvirtName(), "").stream()).toList();
  }
}
