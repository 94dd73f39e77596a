package io.kvmsdk.internal.xml;

import io.kvmsdk.network.NetworkSpec;
import jakarta.xml.bind.annotation.XmlRootElement;

@XmlRootElement(name = "network")
public final class NetworkXml extends OpenXml {
  NetworkXml() {}

  public static NetworkXml parse(String xml) {
    return Xml.read(NetworkXml.class, "network", xml);
  }

  public static NetworkXml of(NetworkSpec spec) {
    throw new UnsupportedOperationException(spec.name());
  }

  public NetworkSpec toSpec() {
    throw new UnsupportedOperationException();
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }
}
