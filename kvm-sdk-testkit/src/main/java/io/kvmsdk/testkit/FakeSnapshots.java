package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.RevertTo;
import io.kvmsdk.domain.SnapshotDisk;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.CheckpointDriver.Which;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.SnapshotDiskXml;
import io.kvmsdk.internal.xml.SnapshotXml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshots of one fake domain, as libvirt 9.0 has them. The overlays of external ones are real
 * files; what an internal one keeps inside an image is kept here. Guarded by the clock.
 */
final class FakeSnapshots {
  private final FakeHost host;
  private final FakeDomain domain;
  private final Map<String, Kept> snapshots = new LinkedHashMap<>();
  private String current;

  FakeSnapshots(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  /**
   * @param memory null where the domain did not run, or only disks were kept
   * @param images the content of the image files that keep an internal snapshot, by path
   */
  private record Kept(SnapshotXml document, GuestMemory memory, Map<String, byte[]> images) {}

  /** In the order in which they were taken, so each after its parent. */
  List<String> names() {
    return List.copyOf(snapshots.keySet());
  }

  Optional<String> current() {
    return Optional.ofNullable(current);
  }

  String xml(String name) {
    return get(name).document().toXml();
  }

  private Kept get(String name) {
    Kept kept = snapshots.get(name);
    if (kept == null) {
      throw new NotFoundException(
          Subject.of("snapshot", name), "no domain snapshot with matching name", "");
    }
    return kept;
  }

  void create(SnapshotXml document, boolean diskOnly, boolean quiesce) {
    if (snapshots.containsKey(document.name())) {
      throw new AlreadyExistsException(
          Subject.of("snapshot", document.name()), "domain snapshot already exists", "");
    }
    if (quiesce) {
      domain.requireActive();
      new GuestAddresses(host, domain).requireAgent();
    }
    boolean withFile = document.memoryFile().isPresent();
    if (withFile && !domain.active()) {
      throw InvalidSpecException.of(
          domain.subject(), "memory state cannot be saved with offline or disk-only snapshot");
    }
    boolean external = diskOnly || withFile;
    if (external && !domain.active() && !domain.checkpoints.names(Which.ALL).isEmpty()) {
      throw KnownFailure.CHECKPOINTS_IN_THE_WAY.exception(
          domain.subject(), "cannot perform block operations while checkpoint exists", Map.of());
    }
    domain.snapshots.addDisks(document, external);
    DomainState state = domain.state();
    DomainXml before = DomainXml.parse(domain.xml(true));
    Kept kept =
        external
            ? new Kept(document, null, overlay(document))
            : new Kept(
                document,
                domain.active() ? domain.life.memory(domain.state()) : null,
                contents(document));
    document.memoryFile().ifPresent(this::writeMemory);
    document.memory(withFile ? "external" : kept.memory() != null ? "internal" : "no");
    boolean stateless = external && !withFile && domain.active();
    document.taken(
        host.clock.instant(),
        stateless ? "disk-snapshot" : state.name().toLowerCase(Locale.ROOT),
        before);
    document.parent(current);
    snapshots.put(document.name(), kept);
    current = document.name();
  }

  /** As libvirt: over whatever is there, and deleting the snapshot leaves it. */
  private void writeMemory(String path) {
    write("keeping the memory", path, "of a fake guest".getBytes(StandardCharsets.US_ASCII));
  }

  /** Says of every disk that the document is silent about what becomes of it. */
  private void addDisks(SnapshotXml document, boolean external) {
    List<SnapshotDiskXml> all = new ArrayList<>();
    for (DiskXml disk : domain.document().disks()) {
      String target = disk.target().orElse("");
      Optional<SnapshotDisk> told =
          document.disks().stream()
              .map(SnapshotDiskXml::toSpec)
              .filter(d -> d.target().equals(target))
              .findFirst();
      all.add(SnapshotDiskXml.of(told.orElseGet(() -> byDefault(disk, target, external))));
    }
    all.replaceAll(d -> named(d, document.name()));
    if (all.stream().allMatch(d -> d.toSpec() instanceof SnapshotDisk.Excluded)) {
      throw new UnsupportedException(domain.subject(), "has no disk for a snapshot", "");
    }
    document.disks().clear();
    document.disks().addAll(all);
  }

  private SnapshotDisk byDefault(DiskXml disk, String target, boolean external) {
    if (disk.readOnly() || host.image(disk).isEmpty()) {
      return SnapshotDisk.excluded(target);
    }
    return external ? SnapshotDisk.external(target) : SnapshotDisk.internal(target);
  }

  /** libvirt puts the snapshot's name for the image's last extension. */
  private SnapshotDiskXml named(SnapshotDiskXml disk, String snapshot) {
    if (disk.toSpec() instanceof SnapshotDisk.External external && external.file().isEmpty()) {
      String path = domain.image(external.target()).path();
      String stem = path.substring(path.lastIndexOf('/')).replaceFirst("\\.[^.]*$", "");
      String folder = path.substring(0, path.lastIndexOf('/'));
      return SnapshotDiskXml.of(
          SnapshotDisk.external(external.target(), folder + stem + "." + snapshot));
    }
    return disk;
  }

  /** Makes the overlays first, so that nothing has changed if one cannot be made. */
  private Map<String, byte[]> overlay(SnapshotXml document) {
    Map<String, String> overlays = new LinkedHashMap<>();
    for (SnapshotDisk.External disk : externals(document)) {
      DiskImages.Backing below = domain.image(disk.target());
      Path file = host.files.file(disk.file().orElseThrow());
      host.images.create(file, DiskImages.QCOW2, host.images.capacity(below), Optional.of(below));
      overlays.put(disk.target(), disk.file().orElseThrow());
    }
    domain.change(d -> d.disks().forEach(disk -> move(disk, overlays)));
    return Map.of();
  }

  private static void move(DiskXml disk, Map<String, String> overlays) {
    disk.target().map(overlays::get).ifPresent(overlay -> disk.image(overlay, DiskImages.QCOW2));
  }

  private static List<SnapshotDisk.External> externals(SnapshotXml document) {
    return document.disks().stream()
        .map(SnapshotDiskXml::toSpec)
        .filter(SnapshotDisk.External.class::isInstance)
        .map(SnapshotDisk.External.class::cast)
        .toList();
  }

  private Map<String, byte[]> contents(SnapshotXml document) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (SnapshotDiskXml disk : document.disks()) {
      if (disk.toSpec() instanceof SnapshotDisk.Internal internal) {
        DiskImages.Backing image = domain.image(internal.target());
        if (!image.format().equals(DiskImages.QCOW2)) {
          throw new UnsupportedException(
              domain.subject(),
              "internal snapshot for disk %s unsupported for storage type %s"
                  .formatted(internal.target(), image.format()),
              "Take an external one");
        }
        contents.put(image.path(), read(image.path()));
      }
    }
    return contents;
  }

  private byte[] read(String path) {
    Path file = host.files.file(path);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileErrors.explain("taking a snapshot of", file, e);
    }
  }

  void revert(String name, RevertTo wanted) {
    Kept kept = get(name);
    if (kept.document().external()) {
      throw new UnsupportedException(
          Subject.of("snapshot", name), "revert to external snapshot not supported yet", "");
    }
    kept.images().forEach((path, content) -> write("reverting", path, content));
    DomainState taken = kept.memory() == null ? DomainState.SHUTOFF : kept.memory().state();
    domain.revert(
        kept.document().domain().orElseThrow(),
        kept.memory(),
        switch (wanted) {
          case AS_TAKEN -> taken;
          case RUNNING -> DomainState.RUNNING;
          case PAUSED -> DomainState.PAUSED;
        });
    current = name;
  }

  private void write(String action, String path, byte[] content) {
    Path file = host.files.file(path);
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw FileErrors.explain(action, file, e);
    }
  }

  void delete(String name, boolean metadataOnly) {
    Kept kept = get(name);
    if (!metadataOnly) {
      externals(kept.document()).forEach(disk -> merge(kept.document(), disk));
    }
    Optional<String> parent = kept.document().parent();
    snapshots.remove(name);
    snapshots.values().stream()
        .map(Kept::document)
        .filter(d -> d.parent().equals(Optional.of(name)))
        .forEach(d -> d.parent(parent.orElse(null)));
    if (name.equals(current)) {
      current = parent.orElse(null);
    }
  }

  /** What the overlay holds goes into the image below, wherever in the chain that is. */
  private void merge(SnapshotXml document, SnapshotDisk.External disk) {
    DiskXml before = document.domain().orElseThrow().disk(disk.target()).orElseThrow();
    DiskImages.Backing below = host.image(before).orElseThrow();
    DiskImages.Backing overlay =
        new DiskImages.Backing(disk.file().orElseThrow(), DiskImages.QCOW2);
    domain.blockJobs.merge(overlay, below);
    List<DiskImages.Backing> chain = host.images.chain(domain.image(disk.target()));
    int above = chain.indexOf(overlay) - 1;
    if (above >= 0) {
      host.images.rebase(chain.get(above), below);
    } else {
      domain.change(
          d -> d.disk(disk.target()).ifPresent(x -> x.image(below.path(), below.format())));
    }
    domain.blockJobs.delete(overlay);
    snapshots.values().stream()
        .flatMap(k -> k.document().domain().stream())
        .flatMap(d -> d.disks().stream())
        .filter(d -> host.image(d).equals(Optional.of(overlay)))
        .forEach(d -> d.image(below.path(), below.format()));
  }
}
