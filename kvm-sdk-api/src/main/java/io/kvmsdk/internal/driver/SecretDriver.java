package io.kvmsdk.internal.driver;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** libvirt's secret calls. A UUID that no secret has gives {@code NotFoundException}. */
public interface SecretDriver {
  /** {@code virConnectListAllSecrets}. */
  List<UUID> list();

  /** {@code virSecretDefineXML}. */
  UUID define(String xml);

  /** {@code virSecretLookupByUUID}. */
  boolean exists(UUID secret);

  /**
   * {@code virSecretLookupByUsage}.
   *
   * @param type a {@code virSecretUsageType}
   */
  Optional<UUID> findByUsage(int type, String id);

  /** {@code virSecretGetXMLDesc}. */
  String xml(UUID secret);

  /** {@code virSecretGetValue}; empty if it has none. */
  Optional<byte[]> value(UUID secret);

  /** {@code virSecretSetValue}. */
  void value(UUID secret, byte[] bytes);

  /** {@code virSecretUndefine}. */
  void undefine(UUID secret);
}
