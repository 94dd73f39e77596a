package io.kvmsdk.internal.xml;

import io.kvmsdk.storage.StoragePoolSpec;
import jakarta.xml.bind.annotation.XmlRootElement;

@XmlRootElement(name = "pool")
public final class StoragePoolXml extends OpenXml {
  StoragePoolXml() {}

  public static StoragePoolXml parse(String xml) {
    return Xml.read(StoragePoolXml.class, "pool", xml);
  }

  public static StoragePoolXml of(StoragePoolSpec spec) {
    throw new UnsupportedOperationException(spec.name());
  }

  public StoragePoolSpec toSpec() {
    throw new UnsupportedOperationException();
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
