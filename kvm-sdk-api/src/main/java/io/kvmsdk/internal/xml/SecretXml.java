package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** libvirt's {@code <secret>} document: what a secret is for, never what it is. */
@XmlRootElement(name = "secret")
@XmlType(propOrder = {"uuid", "description", "usage", "content"})
public final class SecretXml extends OpenXml {
  private ElementXml uuid;
  private ElementXml description;
  private Usage usage;

  /** A secret that is used by nothing. */
  public SecretXml() {}

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static SecretXml parse(String xml) {
    return Xml.read(SecretXml.class, "secret", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  public Optional<UUID> uuid() {
    return Values.uuid(uuid);
  }

  /** Sets the UUID. */
  public void uuid(UUID newUuid) {
    uuid = ElementXml.ofText(newUuid.toString());
  }

  public Optional<String> description() {
    return Optional.ofNullable(ElementXml.text(description));
  }

  /** Sets the description. */
  public void description(String text) {
    description = ElementXml.ofText(text);
  }

  /** Whether the host keeps it in memory only, and forgets it when libvirt ends. */
  public boolean ephemeral() {
    return isYes("ephemeral");
  }

  /** Sets whether the host keeps it in memory only. */
  public void ephemeral(boolean memoryOnly) {
    attribute("ephemeral", memoryOnly ? "yes" : "no");
  }

  /** Whether its value is told to nobody, only used. */
  public boolean hidden() {
    return isYes("private");
  }

  /** Sets whether its value is told to nobody. */
  public void hidden(boolean neverTold) {
    attribute("private", neverTold ? "yes" : "no");
  }

  /** What uses it: {@code volume}, {@code ceph}, {@code iscsi}, {@code tls} or {@code vtpm}. */
  public Optional<String> usageType() {
    return attributeOf(usage, "type");
  }

  /** Which of those: a volume's path, or the name that a disk or the daemon knows it by. */
  public Optional<String> usageId() {
    return Optional.ofNullable(usage).map(u -> ElementXml.text(u.id())).map(String::strip);
  }

  /**
   * Sets what uses it, and which of those.
   *
   * @param type as {@link #usageType} tells it
   */
  public void usage(String type, String id) {
    usage = Usage.of(type, ElementXml.ofText(id));
  }

  /** {@code <usage>}: a type, and one element whose name depends on it. */
  @XmlType(
      name = "secretUsage",
      propOrder = {"volume", "name", "target", "content"})
  static final class Usage extends OpenXml {
    private ElementXml volume;
    private ElementXml name;
    private ElementXml target;

    Usage() {}

    static Usage of(String type, ElementXml id) {
      Usage usage = new Usage();
      usage.attribute("type", type);
      switch (type) {
        case "volume" -> usage.volume = id;
        case "iscsi" -> usage.target = id;
        default -> usage.name = id;
      }
      return usage;
    }

    private ElementXml id() {
      return Stream.of(volume, name, target).filter(Objects::nonNull).findFirst().orElse(null);
    }
  }
}
