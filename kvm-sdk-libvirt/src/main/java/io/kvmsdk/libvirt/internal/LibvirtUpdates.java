package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.Tuning;
import io.kvmsdk.internal.driver.UpdateDriver;
import io.kvmsdk.value.ByteSize;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions that change a domain, as it runs or as it is defined. */
final class LibvirtUpdates implements UpdateDriver {
  private static final int FORCE = 4;

  // enum virDomainMetadataType
  private static final int DESCRIPTION = 0;
  private static final int TITLE = 1;
  private static final int ELEMENT = 2;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  /** For what libvirt waits for a guest to do, up to five seconds. */
  private final NativeObjects<DomainPointer> guests;

  LibvirtUpdates(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
    this.guests = domains.forGuestCalls();
  }

  @Override
  public boolean persistent(UUID domain) {
    return domains.call(domain, api::virDomainIsPersistent) == 1;
  }

  @Override
  public void attach(UUID domain, String device, Affect affect) {
    require(device);
    guests.call(domain, d -> api.virDomainAttachDeviceFlags(d, device, affect.flags()));
  }

  @Override
  public void detach(UUID domain, String device, Affect affect) {
    require(device);
    guests.call(domain, d -> api.virDomainDetachDeviceFlags(d, device, affect.flags()));
  }

  @Override
  public void update(UUID domain, String device, Affect affect, boolean force) {
    require(device);
    int flags = affect.flags() | (force ? FORCE : 0);
    guests.call(domain, d -> api.virDomainUpdateDeviceFlags(d, device, flags));
  }

  private static void require(String device) {
    NativeText.require(Subject.of("device", ""), device);
  }

  @Override
  public void memory(UUID domain, ByteSize size, Affect affect) {
    NativeLong kib = new NativeLong(size.toKib());
    domains.call(domain, d -> api.virDomainSetMemoryFlags(d, kib, affect.flags()));
  }

  @Override
  public void vcpus(UUID domain, int count, Affect affect) {
    guests.call(domain, d -> api.virDomainSetVcpusFlags(d, count, affect.flags()));
  }

  @Override
  public void title(UUID domain, String title, Affect affect) {
    metadata(domain, TITLE, title, null, null, affect);
  }

  @Override
  public void description(UUID domain, String description, Affect affect) {
    metadata(domain, DESCRIPTION, description, null, null, affect);
  }

  @Override
  public Optional<String> metadata(UUID domain, String uri) {
    NativeText.require(Subject.of("metadata", uri), uri);
    return domains.with(
        domain,
        (d, subject) ->
            connection
                .found(
                    subject,
                    api.virDomainGetMetadata(d, ELEMENT, uri, 0),
                    ErrorCode.NO_DOMAIN_METADATA)
                .map(CString::toString));
  }

  @Override
  public void metadata(UUID domain, String uri, String prefix, String element, Affect affect) {
    metadata(domain, ELEMENT, element, prefix, uri, affect);
  }

  /** A null text removes what is there. */
  private void metadata(
      UUID domain, int type, String text, String prefix, String uri, Affect affect) {
    NativeText.require(Subject.of("metadata", ""), text + prefix + uri);
    String given = text.isEmpty() ? null : text;
    domains.call(
        domain, d -> api.virDomainSetMetadata(d, type, given, prefix, uri, affect.flags()));
  }

  @Override
  public void tune(
      UUID domain, Tuning what, String device, Map<String, String> values, Affect affect) {
    TypedParams parameters = new TypedParams();
    values.forEach((field, value) -> add(parameters, field, what.type(field), value));
    NativeText.require(Subject.of("device", device), device);
    domains.call(domain, d -> tune(d, what, device, parameters, affect.flags()));
  }

  private static void add(TypedParams parameters, String field, Tuning.Type type, String value) {
    try {
      switch (type) {
        case UNSIGNED_INT -> parameters.addUint(field, Integer.parseUnsignedInt(value));
        case LONG -> parameters.addLlong(field, Long.parseLong(value));
        case UNSIGNED_LONG -> parameters.addUllong(field, Long.parseUnsignedLong(value));
        case TEXT -> parameters.addString(field, value);
      }
    } catch (NumberFormatException e) {
      throw new InvalidSpecException(
          Subject.of("parameter", field), List.of("is no number: " + value), e);
    }
  }

  private int tune(DomainPointer d, Tuning what, String device, TypedParams parameters, int flags) {
    Memory array = parameters.array();
    int count = parameters.count();
    try {
      return switch (what) {
        case SCHEDULER -> api.virDomainSetSchedulerParametersFlags(d, array, count, flags);
        case MEMORY -> api.virDomainSetMemoryParameters(d, array, count, flags);
        case BLKIO -> api.virDomainSetBlkioParameters(d, array, count, flags);
        case DISK -> api.virDomainSetBlockIoTune(d, device, array, count, flags);
        case INTERFACE -> api.virDomainSetInterfaceParameters(d, device, array, count, flags);
      };
    } finally {
      Reference.reachabilityFence(parameters);
    }
  }

  @Override
  public void rename(UUID domain, String name) {
    NativeText.require(Subject.of("domain", name), name);
    domains.call(domain, d -> api.virDomainRename(d, name, 0));
  }
}
