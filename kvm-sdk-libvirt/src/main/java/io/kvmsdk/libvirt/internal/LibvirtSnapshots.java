package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.internal.driver.SnapshotDriver;
import io.kvmsdk.internal.xml.SnapshotXml;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;

/** libvirt's functions on snapshots: each call looks its snapshot up, and frees it. */
final class LibvirtSnapshots implements SnapshotDriver {
  private static final int LIST_TOPOLOGICAL = 1 << 10;
  private static final int CREATE_DISK_ONLY = 1 << 4;
  private static final int CREATE_QUIESCE = 1 << 6;
  private static final int CREATE_ATOMIC = 1 << 7;
  private static final int DELETE_METADATA_ONLY = 2;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;
  private final NativeChildren<DomainPointer, DomainSnapshotPointer> snapshots;

  LibvirtSnapshots(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
    this.snapshots =
        new NativeChildren<>(
            connection,
            domains,
            "snapshot",
            ErrorCode.NO_DOMAIN_SNAPSHOT,
            (d, name) -> api.virDomainSnapshotLookupByName(d, name, 0),
            api::virDomainSnapshotFree);
  }

  private static DomainSnapshotPointer wrap(Pointer pointer) {
    DomainSnapshotPointer snapshot = new DomainSnapshotPointer();
    snapshot.setPointer(pointer);
    return snapshot;
  }

  /**
   * libvirt fails to list snapshots in this order while one of them is being made, as 9.0 counts
   * that one and then leaves it out.
   */
  @Override
  public List<String> list(UUID domain) {
    return domains.with(
        domain,
        (d, subject) ->
            names(d, LIST_TOPOLOGICAL)
                .or(() -> names(d, 0).map(names -> parentsFirst(domain, names)))
                .orElseThrow(() -> connection.failure(subject)));
  }

  private Optional<List<String>> names(DomainPointer domain, int flags) {
    PointerByReference array = new PointerByReference();
    int count = api.virDomainListAllSnapshots(domain, array, flags);
    return count < 0
        ? Optional.empty()
        : Optional.of(
            NativeArray.take(
                array,
                count,
                item -> api.virDomainSnapshotGetName(wrap(item)),
                item -> api.virDomainSnapshotFree(wrap(item))));
  }

  private List<String> parentsFirst(UUID domain, List<String> names) {
    Map<String, String> parents = new HashMap<>();
    names.forEach(name -> parent(domain, name).ifPresent(parent -> parents.put(name, parent)));
    Set<String> ordered = new LinkedHashSet<>();
    for (String name : names) {
      Deque<String> line = new ArrayDeque<>();
      for (String n = name; n != null && !ordered.contains(n); n = parents.get(n)) {
        line.push(n);
      }
      ordered.addAll(line);
    }
    ordered.retainAll(Set.copyOf(names));
    return List.copyOf(ordered);
  }

  private Optional<String> parent(UUID domain, String snapshot) {
    try {
      return SnapshotXml.parse(xml(domain, snapshot)).parent();
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists(UUID domain, String snapshot) {
    return snapshots.exists(domain, snapshot);
  }

  @Override
  public Optional<String> current(UUID domain) {
    return domains.with(
        domain,
        (d, subject) ->
            connection
                .found(subject, api.virDomainSnapshotCurrent(d, 0), ErrorCode.NO_DOMAIN_SNAPSHOT)
                .map(this::takenName));
  }

  private String takenName(DomainSnapshotPointer snapshot) {
    try {
      return api.virDomainSnapshotGetName(snapshot);
    } finally {
      api.virDomainSnapshotFree(snapshot);
    }
  }

  @Override
  public void create(UUID domain, String xml, boolean diskOnly, boolean quiesce) {
    int flags = (diskOnly ? CREATE_DISK_ONLY | CREATE_ATOMIC : 0) | (quiesce ? CREATE_QUIESCE : 0);
    connection.longCall(
        () ->
            domains.with(
                domain,
                (d, subject) -> {
                  NativeText.require(subject, xml);
                  return api.virDomainSnapshotFree(
                      connection.check(subject, api.virDomainSnapshotCreateXML(d, xml, flags)));
                }));
  }

  @Override
  public String xml(UUID domain, String snapshot) {
    int flags = connection.secureXml();
    return snapshots
        .get(domain, snapshot, s -> api.virDomainSnapshotGetXMLDesc(s, flags))
        .toString();
  }

  /** {@code VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING} is 1, {@code …_PAUSED} 2. */
  @Override
  public void revert(UUID domain, String snapshot, RevertTo state) {
    connection.longCall(
        () ->
            EmulatorStart.heard(
                () ->
                    snapshots.call(
                        domain, snapshot, s -> api.virDomainRevertToSnapshot(s, state.ordinal()))));
  }

  @Override
  public void delete(UUID domain, String snapshot, boolean metadataOnly) {
    int flags = metadataOnly ? DELETE_METADATA_ONLY : 0;
    connection.longCall(
        () -> snapshots.call(domain, snapshot, s -> api.virDomainSnapshotDelete(s, flags)));
  }
}
