package io.kvmsdk.secret;

import io.kvmsdk.event.Registration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The secrets that a host keeps.
 *
 * <p>Drivers without any, as libvirt's test driver, throw {@code UnsupportedException} throughout.
 */
public interface Secrets {
  /**
   * Defines a secret that has no value yet; one of the same UUID is redefined. libvirt: {@code
   * virSecretDefineXML}.
   *
   * @throws io.kvmsdk.error.KvmException if another secret has that use
   */
  StoredSecret define(SecretSpec spec);

  /** As {@link #define(SecretSpec)}, with the spec built in place. */
  default StoredSecret define(Consumer<SecretSpec.Builder> spec) {
    SecretSpec.Builder builder = SecretSpec.builder();
    spec.accept(builder);
    return define(builder.build());
  }

  /** libvirt: {@code virSecretLookupByUsage}. */
  Optional<StoredSecret> find(SecretUsage usage);

  /** libvirt: {@code virSecretLookupByUUID}. */
  Optional<StoredSecret> find(UUID uuid);

  /**
   * The secret of that use.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is none
   */
  StoredSecret get(SecretUsage usage);

  /** In one call. libvirt: {@code virConnectListAllSecrets}. */
  List<StoredSecret> list();

  /**
   * Tells {@code listener} what happens to any secret, in order, on a thread where it may block and
   * may call this library.
   *
   * @throws io.kvmsdk.error.UnsupportedException if this host has no such events
   */
  Registration listen(Consumer<SecretEvent> listener);
}
