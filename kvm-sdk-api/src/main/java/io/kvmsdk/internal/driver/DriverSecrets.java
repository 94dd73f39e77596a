package io.kvmsdk.internal.driver;

import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.SecretXml;
import io.kvmsdk.secret.SecretEvent;
import io.kvmsdk.secret.SecretSpec;
import io.kvmsdk.secret.SecretUsage;
import io.kvmsdk.secret.Secrets;
import io.kvmsdk.secret.StoredSecret;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The secrets of a {@link Driver}. */
final class DriverSecrets implements Secrets {
  private final URI uri;
  private final SecretDriver calls;
  private final EventDriver events;

  DriverSecrets(Driver driver) {
    this.uri = driver.uri();
    this.calls = driver.secrets();
    this.events = driver.events();
  }

  @Override
  public StoredSecret define(SecretSpec spec) {
    return new Handle(calls, calls.define(document(spec).toXml()));
  }

  @Override
  public Registration listen(Consumer<SecretEvent> listener) {
    return events.listen(SecretEvent.class, Set.of(SecretEvent.class), listener);
  }

  private static SecretXml document(SecretSpec spec) {
    SecretXml document = new SecretXml();
    spec.uuid().ifPresent(document::uuid);
    spec.description().ifPresent(document::description);
    document.ephemeral(spec.ephemeral());
    document.hidden(spec.hidden());
    if (spec.usage().type() != SecretUsage.Type.NONE) {
      document.usage(spec.usage().type().libvirtName(), spec.usage().id());
    }
    return document;
  }

  private static SecretSpec spec(SecretXml document) {
    return SecretSpec.builder()
        .uuid(document.uuid())
        .description(document.description())
        .ephemeral(document.ephemeral())
        .hidden(document.hidden())
        .usage(usage(document))
        .build();
  }

  private static SecretUsage usage(SecretXml document) {
    SecretUsage.Type type =
        document
            .usageType()
            .map(t -> SecretUsage.Type.valueOf(t.toUpperCase(Locale.ROOT)))
            .orElse(SecretUsage.Type.NONE);
    return new SecretUsage(type, document.usageId().orElse(""));
  }

  @Override
  public Optional<StoredSecret> find(SecretUsage usage) {
    return calls
        .findByUsage(usage.type().ordinal(), usage.id())
        .map(uuid -> new Handle(calls, uuid));
  }

  @Override
  public Optional<StoredSecret> find(UUID uuid) {
    return calls.exists(uuid) ? Optional.of(new Handle(calls, uuid)) : Optional.empty();
  }

  @Override
  public StoredSecret get(SecretUsage usage) {
    return find(usage)
        .orElseThrow(() -> new Absent("secret", usage, uri).error("Define it, and set its value"));
  }

  @Override
  public List<StoredSecret> list() {
    return calls.list().stream().<StoredSecret>map(uuid -> new Handle(calls, uuid)).toList();
  }

  /** One secret. */
  private record Handle(SecretDriver calls, UUID uuid) implements StoredSecret {
    @Override
    public SecretUsage usage() {
      return DriverSecrets.usage(SecretXml.parse(xml()));
    }

    @Override
    public SecretSpec spec() {
      return DriverSecrets.spec(SecretXml.parse(xml()));
    }

    @Override
    public String xml() {
      return calls.xml(uuid);
    }

    @Override
    public Optional<byte[]> value() {
      return calls.value(uuid);
    }

    @Override
    public void value(byte[] bytes) {
      calls.value(uuid, bytes);
    }

    @Override
    public void undefine() {
      calls.undefine(uuid);
    }

    @Override
    public String toString() {
      return "Secret " + uuid;
    }
  }
}
