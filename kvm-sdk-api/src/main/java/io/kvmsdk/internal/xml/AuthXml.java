package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DiskSource;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Optional;

/** By what a server knows us: {@code <auth>} in a disk's {@code <source>}. */
@XmlType(
    name = "diskAuth",
    propOrder = {"secret", "content"})
final class AuthXml extends OpenXml {
  private ElementXml secret;

  AuthXml() {}

  /** libvirt calls the type of an RBD image's secret after Ceph. */
  static AuthXml of(String protocol, DiskSource.Auth auth) {
    AuthXml xml = new AuthXml();
    xml.attribute("username", auth.user());
    xml.secret =
        new ElementXml()
            .with("type", protocol.equals("rbd") ? "ceph" : protocol)
            .with("usage", auth.usage());
    return xml;
  }

  /** Empty where the secret is named by its UUID. */
  Optional<DiskSource.Auth> toSpec() {
    return attribute("username")
        .flatMap(u -> attributeOf(secret, "usage").map(s -> new DiskSource.Auth(u, s)));
  }
}
