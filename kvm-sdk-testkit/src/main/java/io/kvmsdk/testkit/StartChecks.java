package io.kvmsdk.testkit;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DiskSourceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import java.nio.file.Files;
import java.util.Optional;

/** What must hold on the host before a domain can start, as libvirt and QEMU see to it. */
final class StartChecks {
  private final FakeHost host;
  private final FakeDomain domain;

  StartChecks(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
  }

  void check(DomainXml document) {
    document.interfaces().stream()
        .filter(i -> i.type().equals("network"))
        .map(InterfaceXml::network)
        .flatMap(Optional::stream)
        .forEach(this::networkActive);
    for (DiskXml disk : document.disks()) {
      path(host, disk)
          .ifPresent(
              path -> {
                imageThere(path, disk.driverType().orElse(DiskImages.RAW));
                if (!disk.readOnly()) {
                  unused(path);
                }
              });
    }
  }

  private void networkActive(String name) {
    if (!host.networks.get(name).active()) {
      throw new ConflictException(
          host.networks.subject(name), "is not active", "Start the network first");
    }
  }

  /** The path on the host of a disk's image; empty where it has no medium, or one elsewhere. */
  static Optional<String> path(FakeHost host, DiskXml disk) {
    Optional<DiskSourceXml> source = disk.source();
    Optional<String> volume =
        source.flatMap(
            s -> s.pool().flatMap(p -> s.volume().map(v -> host.pools.get(p).volume(v).path())));
    return volume
        .or(() -> source.flatMap(DiskSourceXml::file))
        .or(() -> source.flatMap(DiskSourceXml::device));
  }

  private void imageThere(String path, String format) {
    for (DiskImages.Backing image : host.images.chain(new DiskImages.Backing(path, format))) {
      if (!Files.exists(host.files.readable(image.path()))) {
        throw new NotFoundException(
            Subject.of("file", image.path()),
            "the domain '" + domain.ref().name() + "' cannot start without it: no such file",
            "Create the volume, or correct the disk's source");
      }
    }
  }

  /** QEMU locks what it writes to. */
  private void unused(String path) {
    for (FakeDomain other : host.domains.all()) {
      if (other.active() && other.live().disks().stream().anyMatch(d -> writes(d, path))) {
        throw new ConflictException(
            Subject.of("file", path),
            "is in use by the running domain '" + other.ref().name() + "'",
            "Two domains cannot write to one image; make an overlay for each");
      }
    }
  }

  private boolean writes(DiskXml disk, String path) {
    return !disk.readOnly() && path(host, disk).equals(Optional.of(path));
  }
}
