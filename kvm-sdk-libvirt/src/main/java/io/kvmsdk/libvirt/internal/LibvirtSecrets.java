package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.kvmsdk.internal.driver.SecretDriver;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.SecretPointer;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.SizeTByReference;

/** libvirt's secret functions; a secret's name is its UUID. */
final class LibvirtSecrets implements SecretDriver {
  private final Connection connection;
  private final LibvirtApi api;
  private final NamedObjects<SecretPointer> secrets;

  LibvirtSecrets(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.secrets =
        new NamedObjects<>(
            connection,
            "secret",
            ErrorCode.NO_SECRET,
            new NamedObjects.Functions<>(
                SecretPointer::new,
                api::virSecretLookupByUUIDString,
                this::uuid,
                api::virConnectListAllSecrets,
                api::virSecretFree));
  }

  /** {@code VIR_UUID_STRING_BUFLEN} bytes, the last of them NUL. */
  private String uuid(SecretPointer secret) {
    byte[] text = new byte[37];
    api.virSecretGetUUIDString(secret, text);
    return Native.toString(text, "US-ASCII");
  }

  @Override
  public List<UUID> list() {
    return secrets.list(0).stream().map(UUID::fromString).toList();
  }

  @Override
  public UUID define(String xml) {
    return UUID.fromString(secrets.make(xml, (c, x) -> api.virSecretDefineXML(c, x, 0)));
  }

  @Override
  public boolean exists(UUID secret) {
    return secrets.exists(secret.toString());
  }

  @Override
  public Optional<UUID> findByUsage(int type, String id) {
    return secrets.find(id, c -> api.virSecretLookupByUsage(c, type, id)).map(UUID::fromString);
  }

  @Override
  public String xml(UUID secret) {
    return secrets.get(secret.toString(), s -> api.virSecretGetXMLDesc(s, 0)).toString();
  }

  /** libvirt says of one that has no value what it says of one that does not exist. */
  @Override
  public Optional<byte[]> value(UUID secret) {
    return secrets.with(
        secret.toString(),
        (s, subject) -> {
          SizeTByReference size = new SizeTByReference();
          Pointer bytes = api.virSecretGetValue(s, size, 0);
          return connection
              .found(subject, bytes, ErrorCode.NO_SECRET)
              .map(b -> taken(b, (int) size.getValue()));
        });
  }

  /** libvirt's copy is the caller's: it is wiped before it is freed. */
  private static byte[] taken(Pointer bytes, int size) {
    byte[] copy = bytes.getByteArray(0, size);
    bytes.clear(size);
    Native.free(Pointer.nativeValue(bytes));
    return copy;
  }

  @Override
  public void value(UUID secret, byte[] bytes) {
    secrets.call(
        secret.toString(), s -> api.virSecretSetValue(s, bytes, new SizeT(bytes.length), 0));
  }

  @Override
  public void undefine(UUID secret) {
    secrets.call(secret.toString(), api::virSecretUndefine);
  }
}
