package io.kvmsdk.testkit;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import java.nio.file.Files;
import java.util.Map;
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
      host.image(disk)
          .ifPresent(
              image -> {
                imageThere(image);
                unused(disk, image);
              });
    }
  }

  /** QEMU takes all of it from the host at once. */
  void memory(DomainXml document) {
    if (!host.hasRoomFor(document.memory())) {
      throw failure(
          KnownFailure.MEMORY_MISSING,
          "cannot set up guest memory 'pc.ram': Cannot allocate memory",
          Map.of("memory", "pc.ram"));
    }
  }

  private void networkActive(String name) {
    Optional<FakeNetwork> network = host.networks.find(name);
    if (network.isEmpty()) {
      throw failure(
          KnownFailure.NETWORK_MISSING, "there is no such network", Map.of("network", name));
    }
    if (!network.get().active()) {
      throw failure(
          KnownFailure.NETWORK_INACTIVE,
          "network '" + name + "' is not active",
          Map.of("network", name));
    }
  }

  private void imageThere(DiskImages.Backing top) {
    String path = top.path();
    for (DiskImages.Backing image : host.images.chain(top)) {
      if (Files.exists(host.files.readable(image.path()))) {
        continue;
      }
      if (image.path().equals(path)) {
        throw failure(KnownFailure.IMAGE_MISSING, "there is no such file", Map.of("file", path));
      }
      throw failure(
          KnownFailure.BACKING_FILE_MISSING,
          "'" + path + "' lies over it, and it is not there",
          Map.of("file", image.path(), "image", path));
    }
  }

  /** QEMU locks what it writes to, and what it reads against that. */
  private void unused(DiskXml disk, DiskImages.Backing top) {
    for (DiskImages.Backing image : host.images.chain(top)) {
      boolean own = image.path().equals(top.path());
      if (own && disk.readOnly()) {
        continue;
      }
      writer(image.path())
          .ifPresent(
              other -> {
                throw failure(
                    own ? KnownFailure.IMAGE_LOCKED : KnownFailure.BASE_BUSY,
                    "'" + image.path() + "' is in use by the running domain '" + other + "'",
                    Map.of("file", image.path()));
              });
    }
  }

  /** The running domain that writes to {@code path}. */
  private Optional<String> writer(String path) {
    return host.domains.all().stream()
        .filter(FakeDomain::active)
        .filter(other -> other.live().disks().stream().anyMatch(d -> writes(d, path)))
        .map(other -> other.ref().name())
        .findFirst();
  }

  private boolean writes(DiskXml disk, String path) {
    return !disk.readOnly() && host.image(disk).filter(i -> i.path().equals(path)).isPresent();
  }

  private KvmException failure(KnownFailure row, String problem, Map<String, String> names) {
    return row.exception(host.domains.subject(domain.ref().name()), problem, names);
  }
}
