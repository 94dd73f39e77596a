package io.kvmsdk.testkit;

import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.SecretDriver;
import io.kvmsdk.internal.xml.SecretXml;
import io.kvmsdk.secret.SecretEvent;
import io.kvmsdk.secret.SecretUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** libvirt's secret calls on a fake host. */
final class FakeSecrets implements SecretDriver {
  private final Connection connection;
  private final Registry<FakeSecret> secrets;

  FakeSecrets(Connection connection) {
    this.connection = connection;
    this.secrets = connection.host.secrets;
  }

  @Override
  public List<UUID> list() {
    return connection.call(
        Operation.SECRET_LOOKUP,
        secrets.subject("*"),
        () -> secrets.refs().stream().map(ObjectRef::uuid).toList());
  }

  @Override
  public UUID define(String xml) {
    SecretXml document = SecretXml.parse(xml);
    UUID uuid = document.uuid().orElseGet(UUID::randomUUID);
    String name = document.usageId().orElse(uuid.toString());
    document.uuid(uuid);
    return connection.call(
        Operation.SECRET_DEFINE, secrets.subject(name), () -> define(document, uuid, name));
  }

  private UUID define(SecretXml document, UUID uuid, String name) {
    ObjectRef ref = secrets.claim(name, Optional.of(uuid));
    FakeSecret secret = secrets.find(uuid).orElseGet(() -> new FakeSecret(ref));
    secret.define(document);
    secrets.add(secret);
    connection.host.emit(new SecretEvent.Lifecycle(uuid, SecretEvent.Lifecycle.Kind.DEFINED));
    return uuid;
  }

  @Override
  public boolean exists(UUID secret) {
    return connection.call(
        Operation.SECRET_LOOKUP, secrets.subject(secret), () -> secrets.find(secret).isPresent());
  }

  @Override
  public Optional<UUID> findByUsage(int type, String id) {
    String usage = SecretUsage.Type.values()[type].libvirtName();
    return connection.call(
        Operation.SECRET_LOOKUP,
        secrets.subject(id),
        () ->
            secrets
                .find(id)
                .filter(s -> SecretXml.parse(s.xml()).usageType().equals(Optional.of(usage)))
                .map(s -> s.ref().uuid()));
  }

  @Override
  public String xml(UUID secret) {
    return connection.ask(Operation.SECRET_READ, secrets, secret, FakeSecret::xml);
  }

  @Override
  public Optional<byte[]> value(UUID secret) {
    return connection.ask(Operation.SECRET_READ, secrets, secret, this::told);
  }

  private Optional<byte[]> told(FakeSecret secret) {
    if (secret.hidden()) {
      throw KnownFailure.SECRET_HIDDEN.exception(
          secrets.subject(secret.ref().name()), "the secret is private", Map.of());
    }
    return secret.value();
  }

  @Override
  public void value(UUID secret, byte[] bytes) {
    connection.change(Operation.SECRET_VALUE, secrets, secret, s -> change(s, bytes));
  }

  @Override
  public void undefine(UUID secret) {
    connection.change(Operation.SECRET_UNDEFINE, secrets, secret, this::remove);
  }

  private void change(FakeSecret secret, byte[] bytes) {
    secret.value(bytes);
    connection.host.emit(new SecretEvent.ValueChanged(secret.ref().uuid()));
  }

  private void remove(FakeSecret secret) {
    secrets.remove(secret);
    connection.host.emit(
        new SecretEvent.Lifecycle(secret.ref().uuid(), SecretEvent.Lifecycle.Kind.UNDEFINED));
  }
}
