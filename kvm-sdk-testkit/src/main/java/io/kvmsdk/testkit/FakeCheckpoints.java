package io.kvmsdk.testkit;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.CheckpointDriver.Which;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.xml.CheckpointXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.testkit.DiskImages.Backing;
import io.kvmsdk.value.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a fake libvirt 9.0 knows of one domain's checkpoints. Guarded by the clock. */
final class FakeCheckpoints {
  private final FakeHost host;
  private final FakeDomain domain;
  private final Map<String, CheckpointXml> checkpoints = new LinkedHashMap<>();
  private String current;

  FakeCheckpoints(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /** As they were made, so each after its parent; one that was redefined may be late. */
  List<String> names(Which which) {
    List<String> names = new ArrayList<>();
    roots().forEach(root -> addTree(root, names));
    names.removeIf(name -> !is(name, which));
    return names;
  }

  private Stream<String> roots() {
    return checkpoints.keySet().stream().filter(n -> get(n).parent().isEmpty());
  }

  private void addTree(String name, List<String> names) {
    names.add(name);
    children(name).forEach(child -> addTree(child, names));
  }

  private boolean is(String name, Which which) {
    return switch (which) {
      case ALL -> true;
      case ROOTS -> get(name).parent().isEmpty();
      case LEAVES -> children(name).isEmpty();
    };
  }

  List<String> children(String name) {
    get(name);
    return checkpoints.keySet().stream()
        .filter(n -> get(n).parent().equals(Optional.of(name)))
        .toList();
  }

  boolean exists(String name) {
    return checkpoints.containsKey(name);
  }

  CheckpointXml get(String name) {
    CheckpointXml document = checkpoints.get(name);
    if (document == null) {
      throw new NotFoundException(subject(name), "no domain checkpoint with matching name", "");
    }
    return document;
  }

  String xml(String name, boolean sizes) {
    if (!sizes) {
      return get(name).toXml();
    }
    CheckpointXml document = CheckpointXml.parse(get(name).toXml());
    document
        .disks()
        .forEach(
            disk -> {
              Backing image = domain.image(disk.target());
              requireBitmap(image, disk.target(), name);
              disk.size(sum(host.bitmaps.changes(image, name)));
            });
    return document.toXml();
  }

  void create(CheckpointXml document, boolean quiesce) {
    if (!domain.active()) {
      throw new UnsupportedException(
          domain.subject(), "cannot create checkpoint for inactive domain", "");
    }
    if (exists(document.name())) {
      throw new AlreadyExistsException(
          subject(document.name()), "domain checkpoint already exists", "");
    }
    if (quiesce) {
      new GuestAddresses(host, domain).requireAgent();
    }
    addDisks(document);
    document.disks().forEach(d -> host.bitmaps.add(domain.image(d.target()), document.name()));
    document.parent(current);
    document.taken(host.clock.instant(), DomainXml.parse(domain.xml(true)));
    checkpoints.put(document.name(), document);
    current = document.name();
  }

  private void addDisks(CheckpointXml document) {
    List<String> asked = document.disks().stream().map(CheckpointXml.Disk::target).toList();
    List<String> targets = asked.isEmpty() ? FakeBackups.written(host, domain) : asked;
    for (String target : targets) {
      String format = domain.image(target).format();
      if (!format.equals(DiskImages.QCOW2)) {
        throw new UnsupportedException(
            domain.subject(),
            "checkpoint for disk %s unsupported for storage type %s".formatted(target, format),
            "");
      }
    }
    document.clearDisks();
    targets.forEach(target -> document.disk(target, document.name()));
  }

  void redefine(CheckpointXml document, boolean validate) {
    document
        .parent()
        .filter(parent -> !exists(parent))
        .ifPresent(
            parent -> {
              throw InvalidSpecException.of(
                  subject(document.name()), "parent " + parent + " not found");
            });
    if (validate) {
      domain.requireActive();
      document
          .disks()
          .forEach(d -> requireBitmap(domain.image(d.target()), d.target(), document.name()));
    }
    checkpoints.put(document.name(), document);
    current = document.name();
  }

  void requireBitmap(Backing image, String target, String name) {
    if (!host.bitmaps.has(image, name)) {
      throw KnownFailure.BITMAP_MISSING.exception(
          domain.subject(),
          "missing or broken bitmap '%s' for disk '%s'".formatted(name, target),
          Map.of("checkpoint", name, "disk", target));
    }
  }

  void delete(String name, boolean tree, boolean metadataOnly) {
    CheckpointXml document = get(name);
    if (!metadataOnly && !domain.active()) {
      throw new UnsupportedException(
          domain.subject(), "cannot delete checkpoint for inactive domain", "");
    }
    if (tree) {
      List.copyOf(children(name)).forEach(child -> delete(child, true, metadataOnly));
    }
    if (!metadataOnly) {
      document.disks().forEach(d -> requireBitmap(domain.image(d.target()), d.target(), name));
      document.disks().forEach(d -> host.bitmaps.remove(domain.image(d.target()), name));
    }
    Optional<String> parent = document.parent();
    children(name).forEach(child -> get(child).parent(parent.orElse(null)));
    checkpoints.remove(name);
    if (name.equals(current)) {
      current = parent.orElse(null);
    }
  }

  private static ByteSize sum(List<Extent> extents) {
    return ByteSize.bytes(extents.stream().mapToLong(Extent::length).sum());
  }

  private static Subject subject(String name) {
    return Subject.of("checkpoint", name);
  }
}
