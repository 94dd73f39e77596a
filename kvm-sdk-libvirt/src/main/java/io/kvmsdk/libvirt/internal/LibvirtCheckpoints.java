package io.kvmsdk.libvirt.internal;

import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.internal.driver.CheckpointDriver;
import java.util.List;
import java.util.UUID;
import org.libvirt.jna.DomainCheckpointPointer;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions on checkpoints: each call looks its checkpoint up, and frees it. */
final class LibvirtCheckpoints implements CheckpointDriver {
  private static final int LIST_ROOTS = 1;
  private static final int LIST_TOPOLOGICAL = 2;
  private static final int LIST_LEAVES = 4;
  private static final int CREATE_REDEFINE = 1;
  private static final int CREATE_QUIESCE = 2;
  private static final int CREATE_REDEFINE_VALIDATE = 4;
  private static final int XML_NO_DOMAIN = 2;
  private static final int XML_SIZE = 4;
  private static final int DELETE_CHILDREN = 1;
  private static final int DELETE_METADATA_ONLY = 2;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;
  private final NativeChildren<DomainPointer, DomainCheckpointPointer> checkpoints;

  LibvirtCheckpoints(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
    this.checkpoints =
        new NativeChildren<>(
            connection,
            domains,
            "checkpoint",
            ErrorCode.NO_DOMAIN_CHECKPOINT,
            (d, name) -> api.virDomainCheckpointLookupByName(d, name, 0),
            api::virDomainCheckpointFree);
  }

  @Override
  public List<String> list(UUID domain, Which which) {
    int flags =
        LIST_TOPOLOGICAL
            | switch (which) {
              case ALL -> 0;
              case ROOTS -> LIST_ROOTS;
              case LEAVES -> LIST_LEAVES;
            };
    return domains.with(
        domain,
        (d, subject) -> {
          PointerByReference array = new PointerByReference();
          return names(
              array, connection.check(subject, api.virDomainListAllCheckpoints(d, array, flags)));
        });
  }

  @Override
  public List<String> children(UUID domain, String checkpoint) {
    return checkpoints.with(
        domain,
        checkpoint,
        (c, subject) -> {
          PointerByReference array = new PointerByReference();
          return names(
              array,
              connection.check(subject, api.virDomainCheckpointListAllChildren(c, array, 0)));
        });
  }

  private List<String> names(PointerByReference array, int count) {
    return NativeArray.take(
        array,
        count,
        item -> api.virDomainCheckpointGetName(new DomainCheckpointPointer(item)),
        item -> api.virDomainCheckpointFree(new DomainCheckpointPointer(item)));
  }

  @Override
  public boolean exists(UUID domain, String checkpoint) {
    return checkpoints.exists(domain, checkpoint);
  }

  @Override
  public void create(UUID domain, String xml, boolean quiesce) {
    connection.longCall(() -> create(domain, xml, quiesce ? CREATE_QUIESCE : 0));
  }

  @Override
  public void redefine(UUID domain, String xml, boolean validate) {
    create(domain, xml, CREATE_REDEFINE | (validate ? CREATE_REDEFINE_VALIDATE : 0));
  }

  private int create(UUID domain, String xml, int flags) {
    return domains.with(
        domain,
        (d, subject) -> {
          NativeText.require(subject, xml);
          return api.virDomainCheckpointFree(
              connection.check(subject, api.virDomainCheckpointCreateXML(d, xml, flags)));
        });
  }

  @Override
  public String xml(UUID domain, String checkpoint, boolean sizes) {
    int flags = sizes ? XML_NO_DOMAIN | XML_SIZE : connection.secureXml();
    return checkpoints
        .get(domain, checkpoint, c -> api.virDomainCheckpointGetXMLDesc(c, flags))
        .toString();
  }

  @Override
  public void delete(UUID domain, String checkpoint, boolean tree, boolean metadataOnly) {
    int flags = (tree ? DELETE_CHILDREN : 0) | (metadataOnly ? DELETE_METADATA_ONLY : 0);
    connection.longCall(
        () -> checkpoints.call(domain, checkpoint, c -> api.virDomainCheckpointDelete(c, flags)));
  }
}
