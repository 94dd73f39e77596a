package io.kvmsdk.internal.driver;

import java.util.List;
import java.util.UUID;

/** libvirt's calls on the checkpoints of domains, which are known by their names. */
public interface CheckpointDriver {
  /** Which checkpoints are listed. */
  enum Which {
    ALL,
    /** {@code VIR_DOMAIN_CHECKPOINT_LIST_ROOTS}. */
    ROOTS,
    /** {@code VIR_DOMAIN_CHECKPOINT_LIST_LEAVES}. */
    LEAVES
  }

  /** {@code virDomainListAllCheckpoints}, each after its parent. */
  List<String> list(UUID domain, Which which);

  /** {@code virDomainCheckpointListAllChildren}, without theirs. */
  List<String> children(UUID domain, String checkpoint);

  /** {@code virDomainCheckpointLookupByName}. */
  boolean exists(UUID domain, String checkpoint);

  /**
   * {@code virDomainCheckpointCreateXML}.
   *
   * @param quiesce {@code VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE}
   */
  void create(UUID domain, String xml, boolean quiesce);

  /**
   * {@code virDomainCheckpointCreateXML} with {@code REDEFINE}.
   *
   * @param validate {@code VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE}
   */
  void redefine(UUID domain, String xml, boolean validate);

  /**
   * {@code virDomainCheckpointGetXMLDesc}, with secrets.
   *
   * @param sizes {@code VIR_DOMAIN_CHECKPOINT_XML_SIZE}, and then without the domain
   */
  String xml(UUID domain, String checkpoint, boolean sizes);

  /**
   * {@code virDomainCheckpointDelete}.
   *
   * @param tree with all that was made after it
   * @param metadataOnly leaves the bitmaps as they are
   */
  void delete(UUID domain, String checkpoint, boolean tree, boolean metadataOnly);
}
