package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.DomainEvent.TrayChange.Tray;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.internal.driver.Affect;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.DeviceKey;
import io.kvmsdk.internal.xml.XmlTree;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Optional;
import org.w3c.dom.Element;

/** What the guest of one fake domain does, with QEMU's answers to it. */
final class FakeActs implements GuestActs {
  // Details of libvirt's lifecycle events, from libvirt-domain.h.
  private static final int SUSPENDED_WATCHDOG = 3;
  private static final int PMSUSPENDED_MEMORY = 0;
  private static final int PMSUSPENDED_DISK = 1;
  private static final int STARTED_WAKEUP = 4;

  private static final int SECTOR = 512;

  private final FakeHost host;
  private final FakeDomain domain;
  private final ObjectRef ref;

  FakeActs(FakeHost host, FakeDomain domain) {
    this.host = host;
    this.domain = domain;
    this.ref = domain.ref();
  }

  private void act(Runnable deed) {
    synchronized (host.clock) {
      if (domain.state() == DomainState.RUNNING) {
        deed.run();
      }
    }
  }

  private Optional<Element> device(String kind) {
    return XmlTree.devices(XmlTree.parse(domain.live().toXml())).stream()
        .filter(d -> d.getTagName().equals(kind))
        .findFirst();
  }

  @Override
  public void panic() {
    act(() -> device("panic").ifPresent(device -> domain.life.crashed()));
  }

  @Override
  public void neglectWatchdog() {
    act(() -> device("watchdog").ifPresent(device -> bark(device.getAttribute("action"))));
  }

  private void bark(String action) {
    switch (action) {
      case "pause" -> {
        bark(DomainEvent.Watchdog.Action.PAUSE);
        domain.life.turn(DomainState.PAUSED, Kind.SUSPENDED, SUSPENDED_WATCHDOG);
      }
      case "poweroff" -> {
        bark(DomainEvent.Watchdog.Action.POWEROFF);
        domain.life.poweredOff();
      }
      case "shutdown" -> {
        bark(DomainEvent.Watchdog.Action.SHUTDOWN);
        domain.life.shutdown();
      }
      case "none" -> bark(DomainEvent.Watchdog.Action.NONE);
      case "inject-nmi" -> bark(DomainEvent.Watchdog.Action.INJECT_NMI);
      default -> {
        bark(DomainEvent.Watchdog.Action.RESET);
        domain.life.pressReset();
      }
    }
  }

  private void bark(DomainEvent.Watchdog.Action action) {
    host.emit(new DomainEvent.Watchdog(ref.uuid(), ref.name(), action));
  }

  @Override
  public void setClock(Duration fromUtc) {
    act(() -> host.emit(new DomainEvent.RtcChange(ref.uuid(), ref.name(), fromUtc)));
  }

  @Override
  public void openTray(String target) {
    tray(target, Tray.OPEN);
  }

  @Override
  public void closeTray(String target) {
    tray(target, Tray.CLOSE);
  }

  private void tray(String target, Tray tray) {
    act(
        () -> {
          FakeEdits.edit(
              domain,
              Affect.LIVE,
              d -> XmlTree.device(d, drive(target)).ifPresent(e -> tray(e, tray)));
          String alias = FakeAlias.of(drive(target));
          host.emit(new DomainEvent.TrayChange(ref.uuid(), ref.name(), alias, tray));
        });
  }

  private static Element drive(String target) {
    return DeviceKey.like("disk", target);
  }

  private static void tray(Element drive, Tray tray) {
    Element target = XmlTree.obtain(drive, "target");
    if (tray == Tray.OPEN) {
      target.setAttribute("tray", "open");
    } else {
      target.removeAttribute("tray");
    }
  }

  @Override
  public void sleep() {
    act(() -> fallAsleep(true));
  }

  @Override
  public void hibernate() {
    act(() -> fallAsleep(false));
  }

  /**
   * @param inMemory else on its disk
   */
  void fallAsleep(boolean inMemory) {
    if (inMemory) {
      host.emit(new DomainEvent.PmSuspend(ref.uuid(), ref.name()));
      domain.life.turn(DomainState.PMSUSPENDED, Kind.PMSUSPENDED, PMSUSPENDED_MEMORY);
    } else {
      host.emit(new DomainEvent.PmSuspendDisk(ref.uuid(), ref.name()));
      domain.life.turn(DomainState.PMSUSPENDED, Kind.PMSUSPENDED, PMSUSPENDED_DISK);
      domain.life.poweredOff();
    }
  }

  /** Somebody wakes it. */
  void wake() {
    host.emit(new DomainEvent.PmWakeup(ref.uuid(), ref.name()));
    domain.life.turn(DomainState.RUNNING, Kind.STARTED, STARTED_WAKEUP);
  }

  @Override
  public void write(String target, ByteSize offset) {
    act(() -> new FakeWrites(host, domain).write(target, offset, new byte[SECTOR]));
  }
}
