package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Checkpoint;
import io.kvmsdk.domain.CheckpointInfo;
import io.kvmsdk.internal.xml.CheckpointXml;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One checkpoint of a domain of a {@link Driver}. */
record DriverCheckpoint(DriverCheckpoints all, String name) implements Checkpoint {
  @Override
  public String xml() {
    return calls().xml(uuid(), name, false);
  }

  @Override
  public CheckpointInfo info() {
    return CheckpointXml.parse(xml()).info();
  }

  @Override
  public Optional<Checkpoint> parent() {
    return info().parent().map(all::handle);
  }

  @Override
  public List<Checkpoint> children() {
    return calls().children(uuid(), name).stream().map(all::handle).toList();
  }

  @Override
  public Map<String, ByteSize> changes() {
    all.requireActive();
    return CheckpointXml.parse(calls().xml(uuid(), name, true)).changes();
  }

  @Override
  public void delete() {
    all.requireActive();
    calls().delete(uuid(), name, false, false);
  }

  @Override
  public void deleteTree() {
    all.requireActive();
    calls().delete(uuid(), name, true, false);
  }

  @Override
  public void forget() {
    calls().delete(uuid(), name, false, true);
  }

  private CheckpointDriver calls() {
    return all.calls();
  }

  private UUID uuid() {
    return all.domain().uuid();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DriverCheckpoint c
        && c.name.equals(name)
        && c.all.domain().equals(all.domain());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "Checkpoint " + name + " of " + all.domain().name();
  }
}
