package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.MemoryBackingSpec;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;

/** Memory beyond its amount: {@code <currentMemory>, <maxMemory>, <memoryBacking>}. */
final class MemoryPart implements DomainPart {
  @Override
  public void write(DomainSpec spec, DomainXml to) {
    to.currentMemory = spec.currentMemory().map(Values::kib).orElse(null);
    to.maxMemory =
        spec.maxMemory()
            .map(Values::kib)
            .map(m -> m.with("slots", Values.text(spec.memorySlots())))
            .orElse(null);
    MemoryBackingXml backing = MemoryBackingXml.of(spec.memoryBacking());
    to.memoryBacking = Xml.isEmpty(backing) ? null : backing;
  }

  @Override
  public void read(DomainXml from, DomainSpec.Builder to) {
    Optional<ByteSize> current = Values.size("currentMemory", from.currentMemory);
    to.currentMemory(current.filter(c -> !c.equals(from.memory())));
    to.maxMemory(Values.size("maxMemory", from.maxMemory));
    to.memorySlots(OpenXml.numberOf(from.maxMemory, "slots"));
    to.memoryBacking(
        from.memoryBacking == null
            ? MemoryBackingSpec.builder().build()
            : from.memoryBacking.toSpec());
  }
}
