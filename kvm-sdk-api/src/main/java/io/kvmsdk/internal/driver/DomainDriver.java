package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.Registration;
import io.kvmsdk.domain.ShutoffReason;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** libvirt's domain calls. A UUID that no domain has gives {@code NotFoundException}. */
public interface DomainDriver {
  /** {@code virConnectListAllDomains}: all, running or not, that did not vanish meanwhile. */
  List<ObjectRef> list();

  /** {@code virDomainLookupByName}. */
  Optional<ObjectRef> findByName(String name);

  /** {@code virDomainLookupByUUID}. */
  Optional<ObjectRef> findByUuid(UUID uuid);

  /** {@code virDomainDefineXMLFlags}, validated where the driver can. */
  ObjectRef define(String xml);

  /** {@code virDomainCreate}. */
  void create(UUID domain);

  /** {@code virDomainShutdown}. */
  void shutdown(UUID domain);

  /** {@code virDomainDestroy}. */
  void destroy(UUID domain);

  /** {@code virDomainReboot}. */
  void reboot(UUID domain);

  /** {@code virDomainSuspend}. */
  void suspend(UUID domain);

  /** {@code virDomainResume}. */
  void resume(UUID domain);

  /** {@code virDomainUndefineFlags} with managed save, snapshot metadata and, or not, NVRAM. */
  void undefine(UUID domain, Nvram nvram);

  /** {@code virDomainManagedSave}. */
  void managedSave(UUID domain);

  /** {@code virDomainHasManagedSaveImage}. */
  boolean hasManagedSave(UUID domain);

  /** {@code virDomainManagedSaveRemove}; nothing where there is none. */
  void managedSaveRemove(UUID domain);

  /** {@code virDomainGetXMLDesc}, with secrets; {@code inactive} for the next boot's. */
  String xml(UUID domain, boolean inactive);

  /** {@code virDomainGetState}. */
  DomainState state(UUID domain);

  /** {@code virDomainGetState}: the reason, while the state is SHUTOFF. */
  Optional<ShutoffReason> shutoffReason(UUID domain);

  /** {@code virDomainSetAutostart}. */
  void autostart(UUID domain, boolean on);

  /** {@code virDomainGetAutostart}. */
  boolean autostart(UUID domain);

  /** {@code virDomainInterfaceAddresses}. */
  List<InterfaceAddress> addresses(UUID domain, AddressSource source);

  /** {@code virConnectDomainEventRegisterAny} for lifecycle events; see {@code Domains.listen}. */
  Registration listen(Consumer<DomainEvent> listener);
}
