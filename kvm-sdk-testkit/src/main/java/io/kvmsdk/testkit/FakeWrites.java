package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.IoError.Action;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.ByteSize;
import java.util.Optional;
import org.w3c.dom.Element;

/** What a guest's writing does on the host: images pass their marks, and file systems get full. */
final class FakeWrites {
  private static final int SUSPENDED_IOERROR = 2;

  private final FakeHost host;
  private final FakeDomain domain;
  private final ObjectRef ref;

  FakeWrites(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
    this.ref = domain.ref();
  }

  void write(String target, ByteSize offset, byte[] content) {
    Optional<Element> disk =
        XmlTree.device(XmlTree.parse(domain.live().toXml()), DeviceKey.like("disk", target));
    disk.ifPresent(
        d -> {
          try {
            host.faults.begin(Operation.GUEST_WRITE, domain.subject());
            host.parts.write(domain.image(target), offset.bytes(), content);
            passMark(target, offset.bytes() + content.length);
          } catch (KvmException e) {
            fail(d, target, e instanceof NoSpaceException);
          }
        });
  }

  /** libvirt tells of the disk, and of its image by the number that it gave it. */
  private void passMark(String target, long end) {
    Long mark = domain.thresholds.get(target);
    if (mark != null && end > mark) {
      domain.thresholds.remove(target);
      tellMark(target, target, mark, end);
      tellMark(target, target + "[1]", mark, end);
    }
  }

  private void tellMark(String target, String told, long mark, long end) {
    host.emit(
        new DomainEvent.BlockThreshold(
            ref.uuid(),
            ref.name(),
            told,
            path(target),
            ByteSize.bytes(mark),
            ByteSize.bytes(end - mark)));
  }

  private Optional<String> path(String target) {
    return domain.live().disk(target).flatMap(host::image).map(DiskImages.Backing::path);
  }

  /** Unless told otherwise, QEMU stops a guest for lack of room, and tells it of other errors. */
  private void fail(Element disk, String target, boolean full) {
    String policy =
        XmlTree.child(disk, "driver").map(d -> d.getAttribute("error_policy")).orElse("");
    Action action =
        switch (policy) {
          case "stop" -> Action.PAUSE;
          case "report" -> Action.REPORT;
          case "ignore" -> Action.NONE;
          default -> full ? Action.PAUSE : Action.REPORT;
        };
    host.emit(
        new DomainEvent.IoError(
            ref.uuid(),
            ref.name(),
            path(target).orElse(""),
            FakeAlias.of(disk),
            action,
            full ? "enospc" : ""));
    if (action == Action.PAUSE) {
      domain.life.turn(DomainState.PAUSED, Kind.SUSPENDED, SUSPENDED_IOERROR);
    }
  }
}
