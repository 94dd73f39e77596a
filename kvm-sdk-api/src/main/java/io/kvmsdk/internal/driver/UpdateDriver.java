package io.kvmsdk.internal.driver;

import io.kvmsdk.value.ByteSize;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls that change a domain, as it runs or as it is defined. */
public interface UpdateDriver {
  /** {@code virDomainIsPersistent}. */
  boolean persistent(UUID domain);

  /** {@code virDomainAttachDeviceFlags}. */
  void attach(UUID domain, String device, Affect affect);

  /** {@code virDomainDetachDeviceFlags}; live, the guest may let go of it only later, or never. */
  void detach(UUID domain, String device, Affect affect);

  /**
   * {@code virDomainUpdateDeviceFlags}.
   *
   * @param force {@code VIR_DOMAIN_DEVICE_MODIFY_FORCE}: also where the guest locks a drive
   */
  void update(UUID domain, String device, Affect affect, boolean force);

  /** {@code virDomainSetMemoryFlags}. */
  void memory(UUID domain, ByteSize size, Affect affect);

  /** {@code virDomainSetVcpusFlags}. */
  void vcpus(UUID domain, int count, Affect affect);

  /** {@code virDomainSetMetadata} with {@code VIR_DOMAIN_METADATA_TITLE}; empty removes it. */
  void title(UUID domain, String title, Affect affect);

  /** {@code virDomainSetMetadata} with {@code VIR_DOMAIN_METADATA_DESCRIPTION}. */
  void description(UUID domain, String description, Affect affect);

  /** {@code virDomainGetMetadata} with {@code VIR_DOMAIN_METADATA_ELEMENT}. */
  Optional<String> metadata(UUID domain, String uri);

  /**
   * {@code virDomainSetMetadata} with {@code VIR_DOMAIN_METADATA_ELEMENT}.
   *
   * @param prefix for the namespace in the document
   * @param element without a namespace; empty removes what is there
   */
  void metadata(UUID domain, String uri, String prefix, String element, Affect affect);

  /**
   * One of the calls that set typed parameters.
   *
   * @param device the disk's target or the interface's MAC address; empty for the domain
   * @param values by the names of the parameters
   */
  void tune(UUID domain, Tuning what, String device, Map<String, String> values, Affect affect);

  /** {@code virDomainRename}. */
  void rename(UUID domain, String name);
}
