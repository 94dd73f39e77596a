package io.kvmsdk.secret;

import io.kvmsdk.value.Secret;
import java.util.Optional;
import java.util.UUID;

/** A handle on a secret that a host keeps; cheap, thread-safe, valid as long as the secret is. */
public interface StoredSecret {
  UUID uuid();

  SecretUsage usage();

  SecretSpec spec();

  String xml();

  /**
   * A copy of its bytes, which the caller may overwrite; empty if it has none yet. libvirt: {@code
   * virSecretGetValue}.
   *
   * @throws io.kvmsdk.error.KvmException if it is {@linkplain SecretSpec#hidden hidden}
   */
  Optional<byte[]> value();

  /** Sets its bytes, of which nothing is kept here. libvirt: {@code virSecretSetValue}. */
  void value(byte[] bytes);

  /** Sets its bytes to those of a passphrase, in UTF-8. */
  default void value(Secret passphrase) {
    byte[] bytes = passphrase.reveal().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try {
      value(bytes);
    } finally {
      java.util.Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Forgets it, with its value. libvirt: {@code virSecretUndefine}. */
  void undefine();
}
