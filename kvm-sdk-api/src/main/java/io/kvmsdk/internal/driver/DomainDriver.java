package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.ShutdownMode;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.StartOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** libvirt's domain calls. A UUID that no domain has gives {@code NotFoundException}. */
public interface DomainDriver {
  /** {@code virConnectListAllDomains}: all, running or not, that did not vanish meanwhile. */
  default List<ObjectRef> list() {
    return list(Set.of());
  }

  /** {@code virConnectListAllDomains}. */
  List<ObjectRef> list(Set<DomainFilter> filters);

  /** {@code virDomainLookupByName}. */
  Optional<ObjectRef> findByName(String name);

  /** {@code virDomainLookupByUUID}. */
  Optional<ObjectRef> findByUuid(UUID uuid);

  /** {@code virDomainDefineXMLFlags}, validated where the driver can. */
  ObjectRef define(String xml);

  /** {@code virDomainCreateXML}. */
  ObjectRef create(String xml, Set<StartOption> options);

  /** {@code virDomainCreateWithFlags}, as by default. */
  default void create(UUID domain) {
    create(domain, Set.of());
  }

  /** {@code virDomainCreateWithFlags}. */
  void create(UUID domain, Set<StartOption> options);

  /** {@code virDomainShutdownFlags}, as by default. */
  default void shutdown(UUID domain) {
    shutdown(domain, Set.of());
  }

  /** {@code virDomainShutdownFlags}. */
  void shutdown(UUID domain, Set<ShutdownMode> modes);

  /** {@code virDomainDestroy}. */
  void destroy(UUID domain);

  /** {@code virDomainReboot}, as by default. */
  default void reboot(UUID domain) {
    reboot(domain, Set.of());
  }

  /** {@code virDomainReboot}. */
  void reboot(UUID domain, Set<ShutdownMode> modes);

  /** {@code virDomainReset}. */
  void reset(UUID domain);

  /** {@code virDomainSuspend}. */
  void suspend(UUID domain);

  /** {@code virDomainResume}. */
  void resume(UUID domain);

  /** {@code virDomainPMWakeup}. */
  void pmWakeup(UUID domain);

  /** {@code virDomainUndefineFlags} with managed save, snapshot metadata and, or not, NVRAM. */
  void undefine(UUID domain, Nvram nvram);

  /** {@code virDomainHasManagedSaveImage}. */
  boolean hasManagedSave(UUID domain);

  /** {@code virDomainManagedSaveRemove}; nothing where there is none. */
  void managedSaveRemove(UUID domain);

  /** {@code virDomainGetXMLDesc}, with secrets; {@code inactive} for the next boot's. */
  String xml(UUID domain, boolean inactive);

  /** {@code virDomainGetState}. */
  DomainState state(UUID domain);

  /** {@code virDomainGetInfo}. */
  DomainInfo info(UUID domain);

  /** {@code virDomainGetState}: the reason, while the state is SHUTOFF. */
  Optional<ShutoffReason> shutoffReason(UUID domain);

  /** {@code virDomainSetAutostart}. */
  void autostart(UUID domain, boolean on);

  /** {@code virDomainGetAutostart}. */
  boolean autostart(UUID domain);

  /** {@code virDomainInterfaceAddresses}. */
  List<InterfaceAddress> addresses(UUID domain, AddressSource source);
}
