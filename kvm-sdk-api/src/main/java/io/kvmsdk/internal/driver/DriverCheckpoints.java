package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.CheckpointSpec;
import io.kvmsdk.domain.Checkpoints;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.CheckpointDriver.Which;
import io.kvmsdk.internal.xml.CheckpointXml;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The checkpoints of one domain of a {@link Driver}. */
record DriverCheckpoints(Driver driver, DriverDomain domain) implements Checkpoints {
  @Override
  public Checkpoint create(CheckpointSpec spec) {
    requireActive();
    requireFree(spec.name());
    calls().create(domain.uuid(), CheckpointXml.of(spec).toXml(), spec.quiesce());
    return handle(spec.name());
  }

  void requireFree(String name) {
    if (calls().exists(domain.uuid(), name)) {
      throw new AlreadyExistsException(
          subject(name),
          "the domain '" + domain.name() + "' has one of this name already",
          "Choose another name, or delete it first");
    }
  }

  /** QEMU has the bitmaps in hand; libvirt 9.0 cannot work on them without it. */
  void requireActive() {
    if (!domain.state().active()) {
      throw new ConflictException(
          Subject.of("domain", domain.name()), "does not run", "Start it first");
    }
  }

  @Override
  public Checkpoint redefine(String xml, boolean validate) {
    String name = CheckpointXml.parse(xml).name();
    calls().redefine(domain.uuid(), xml, validate);
    return handle(name);
  }

  @Override
  public Optional<Checkpoint> find(String name) {
    return calls().exists(domain.uuid(), name) ? Optional.of(handle(name)) : Optional.empty();
  }

  @Override
  public Checkpoint get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    subject(name),
                    "the domain '" + domain.name() + "' has no such checkpoint",
                    "There are: " + calls().list(domain.uuid(), Which.ALL)));
  }

  @Override
  public List<Checkpoint> list() {
    return list(Which.ALL);
  }

  @Override
  public List<Checkpoint> roots() {
    return list(Which.ROOTS);
  }

  @Override
  public List<Checkpoint> leaves() {
    return list(Which.LEAVES);
  }

  private List<Checkpoint> list(Which which) {
    return calls().list(domain.uuid(), which).stream().map(this::handle).toList();
  }

  /** The names of those that {@code domain} has; none where the driver knows no checkpoints. */
  static List<String> names(Driver driver, UUID domain) {
    try {
      return driver.checkpoints().list(domain, Which.ALL);
    } catch (UnsupportedException none) {
      return List.of();
    }
  }

  Checkpoint handle(String name) {
    return new DriverCheckpoint(this, name);
  }

  CheckpointDriver calls() {
    return driver.checkpoints();
  }

  static Subject subject(String name) {
    return Subject.of("checkpoint", name);
  }

  @Override
  public String toString() {
    return "Checkpoints of " + domain.name();
  }
}
