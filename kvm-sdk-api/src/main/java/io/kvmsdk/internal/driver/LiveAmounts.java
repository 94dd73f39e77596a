package io.kvmsdk.internal.driver;

import io.kvmsdk.change.Effect;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Memory and processors: a running domain gets no more than the most that it started with. */
final class LiveAmounts {
  private static final Set<String> PATHS = Set.of("memory", "currentMemory", "vcpu", "vcpus");

  private final UpdateDriver calls;
  private final DeviceChanges devices;
  private final UUID uuid;
  private final Optional<DomainXml> running;
  private final List<Part> parts = new ArrayList<>();

  LiveAmounts(UpdateDriver calls, DeviceChanges devices, UUID uuid, Optional<DomainXml> running) {
    this.calls = calls;
    this.devices = devices;
    this.uuid = uuid;
    this.running = running;
  }

  /** Whether it tells of differences at {@code path}. */
  static boolean covers(String path) {
    return PATHS.contains(path);
  }

  List<Part> of(DomainXml was, DomainXml willBe) {
    if (!was.memory().equals(willBe.memory())) {
      nextBoot("set the most memory from " + was.memory() + " to " + willBe.memory());
    }
    if (!was.currentMemory().equals(willBe.currentMemory())) {
      memory(was, willBe);
    }
    if (was.vcpus() != willBe.vcpus()) {
      nextBoot("set the most vCPUs from " + was.vcpus() + " to " + willBe.vcpus());
    }
    if (was.currentVcpus() != willBe.currentVcpus()) {
      vcpus(was, willBe);
    }
    return parts;
  }

  private void memory(DomainXml was, DomainXml willBe) {
    ByteSize size = willBe.currentMemory();
    String summary = "set memory from " + was.currentMemory() + " to " + size;
    Optional<DomainXml> live = running.filter(r -> size.compareTo(r.memory()) <= 0);
    if (live.isEmpty()) {
      nextBoot(summary);
      return;
    }
    ByteSize before = live.get().currentMemory();
    parts.add(
        Part.live(
            summary,
            Step.of(
                "memory of " + size,
                () -> calls.memory(uuid, size, Affect.LIVE),
                () -> calls.memory(uuid, before, Affect.LIVE))));
  }

  private void vcpus(DomainXml was, DomainXml willBe) {
    int count = willBe.currentVcpus();
    String summary = "set vCPUs from " + was.currentVcpus() + " to " + count;
    Optional<DomainXml> live =
        running.filter(r -> count <= r.vcpus()).filter(r -> count >= r.fixedVcpus());
    if (live.isEmpty()) {
      nextBoot(summary);
      return;
    }
    int before = live.get().currentVcpus();
    parts.add(
        Part.live(
            summary,
            new Step(
                count + " vCPUs",
                left -> devices.vcpus(count, Affect.LIVE, left),
                () -> devices.vcpus(before, Affect.LIVE, DeviceChanges.UNDO_TIME))));
  }

  private void nextBoot(String summary) {
    parts.add(Part.of(Effect.NEXT_BOOT, summary));
  }
}
