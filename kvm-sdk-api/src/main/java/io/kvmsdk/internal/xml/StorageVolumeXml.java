package io.kvmsdk.internal.xml;

import io.kvmsdk.storage.StorageVolumeSpec;
import jakarta.xml.bind.annotation.XmlRootElement;

@XmlRootElement(name = "volume")
public final class StorageVolumeXml extends OpenXml {
  StorageVolumeXml() {}

  public static StorageVolumeXml parse(String xml) {
    return Xml.read(StorageVolumeXml.class, "volume", xml);
  }

  public static StorageVolumeXml of(StorageVolumeSpec spec) {
    throw new UnsupportedOperationException(spec.name());
  }

  public StorageVolumeSpec toSpec() {
    throw new UnsupportedOperationException();
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
