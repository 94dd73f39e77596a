package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.change.Change;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a mesh would change on each of its hosts, or has changed.
 *
 * @param window from the first host's change to the last one's: for so long, ends that had to
 *     change together did not match; zero where nothing was changed
 */
public record MeshReport(String mesh, List<Host> hosts, Duration window) {
  /**
   * One host.
   *
   * @param changes how it differs from what the mesh wants; empty where it does not
   * @param failure why it could not be asked, or changed; then nothing is changed there
   */
  public record Host(MeshHost host, List<Change> changes, Optional<KvmException> failure) {
    public Host {
      changes = List.copyOf(changes);
    }
  }

  public MeshReport {
    hosts = List.copyOf(hosts);
  }

  /**
   * The part of one host.
   *
   * @throws IllegalArgumentException if the mesh has no such host
   */
  public Host host(String name) {
    return hosts.stream()
        .filter(host -> host.host().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no host " + name + " in " + mesh));
  }

  /** The hosts that could not be asked, or changed. */
  public List<Host> failures() {
    return hosts.stream().filter(host -> host.failure().isPresent()).toList();
  }

  /** Whether every host was reached, and is as the mesh wants it. */
  public boolean inSync() {
    return hosts.stream().allMatch(h -> h.failure().isEmpty() && h.changes().isEmpty());
  }

  /**
   * This report, if no host failed.
   *
   * @throws KvmException with what failed on each host; the other hosts are done, and applying
   *     again does the rest
   */
  public MeshReport orThrow() {
    return orThrow("The other hosts are done; apply it again for the rest");
  }

  MeshReport orThrow(String remedy) {
    if (failures().isEmpty()) {
      return this;
    }
    KvmException e =
        new KvmException(
            Subject.of("mesh", mesh),
            failures().stream()
                .map(h -> h.host().name() + ": " + h.failure().orElseThrow().getMessage())
                .collect(joining("; ")),
            remedy,
            failures().get(0).failure().orElseThrow());
    failures().stream().skip(1).forEach(h -> e.addSuppressed(h.failure().orElseThrow()));
    throw e;
  }
}
