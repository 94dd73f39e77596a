package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.SecretXml;
import java.util.Optional;

/** A secret of a fake host; it is named by its use, which no other has. */
final class FakeSecret implements Registry.Entry {
  private final ObjectRef ref;
  private SecretXml document;
  private byte[] value;

  FakeSecret(ObjectRef ref) {
    this.ref = ref;
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  void define(SecretXml newDocument) {
    document = newDocument;
  }

  String xml() {
    return document.toXml();
  }

  boolean hidden() {
    return document.hidden();
  }

  Optional<byte[]> value() {
    return Optional.ofNullable(value).map(byte[]::clone);
  }

  void value(byte[] bytes) {
    value = bytes.clone();
  }
}
