package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainEvent.AgentLifecycle;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.internal.xml.CharacterDeviceXml;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.internal.xml.InterfaceXml;
import io.kvmsdk.value.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A guest from its boot until it powers off, reboots or is stopped. Guarded by the clock. */
final class GuestRun {
  private static final System.Logger LOG = System.getLogger(GuestRun.class.getName());

  private enum Program {
    /** The firmware has found nothing to boot. */
    NOTHING,
    INSTALLER,
    INSTALLED_SYSTEM
  }

  private static final Duration RELEASE_TIME = Duration.ofSeconds(1);

  private final FakeHost host;
  private final FakeDomain domain;
  private final FakeGuest script;
  private DomainXml machine;

  private final List<Step> ahead = new ArrayList<>();

  private Program program = Program.NOTHING;
  private boolean agentUp;
  private boolean onNetwork;

  GuestRun(FakeHost host, FakeDomain domain, FakeGuest script) {
    this(host, domain, script, domain.live());
  }

  private GuestRun(FakeHost host, FakeDomain domain, FakeGuest script, DomainXml machine) {
    this.host = host;
    this.domain = domain;
    this.script = script;
    this.machine = machine;
  }

  void boot() {
    write(script.console());
    script.later().forEach((time, text) -> after(time, run -> run.write(text)));
    program = chooseProgram();
    script.crashAfter().ifPresent(time -> after(time, run -> run.domain.life.crashed()));
    if (program != Program.NOTHING || bootsFromNetwork()) {
      script.leaseAfter().ifPresent(time -> after(time, GuestRun::joinNetworks));
    }
    if (program == Program.INSTALLER) {
      after(script.installTime(), GuestRun::finishInstall);
    } else if (program == Program.INSTALLED_SYSTEM) {
      script.agentAfter().ifPresent(time -> after(time, GuestRun::startAgent));
    }
  }

  /**
   * The firmware goes through the boot order; without one, through the disks, as libvirt has it.
   */
  private Program chooseProgram() {
    List<DiskXml> order =
        machine.disks().stream()
            .filter(d -> d.bootOrder().isPresent())
            .sorted(Comparator.comparingInt(d -> d.bootOrder().getAsInt()))
            .toList();
    List<DiskXml> candidates = order.isEmpty() ? machine.disks() : order;
    for (DiskXml disk : candidates) {
      if (disk.device().equals("cdrom") && !order.isEmpty() && image(disk).isPresent()) {
        return Program.INSTALLER;
      }
      if (disk.device().equals("disk") && bootable(disk)) {
        return Program.INSTALLED_SYSTEM;
      }
    }
    return Program.NOTHING;
  }

  /** The firmware then asks for a lease, whatever it boots in the end. */
  private boolean bootsFromNetwork() {
    return machine.interfaces().stream().anyMatch(i -> i.bootOrder().isPresent());
  }

  private boolean bootable(DiskXml disk) {
    return image(disk).filter(host.images::bootable).isPresent();
  }

  private Optional<DiskImages.Backing> image(DiskXml disk) {
    return host.image(disk).filter(i -> Files.exists(host.files.readable(i.path())));
  }

  /** To whoever has it open, and to its log. */
  private void write(byte[] bytes) {
    domain.ports.write(FakePorts.CONSOLE, bytes);
    for (CharacterDeviceXml serial : machine.serials()) {
      serial.logFile().map(host.files::file).ifPresent(log -> append(log, bytes));
    }
  }

  private void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes come in at one of its ports. */
  void typed(String port, byte[] bytes) {
    byte[] reply = script.reply(port, bytes);
    if (port.equals(FakePorts.CONSOLE)) {
      write(reply);
    } else {
      domain.ports.write(port, reply);
    }
  }

  private static void append(Path log, byte[] bytes) {
    try {
      Files.createDirectories(log.getParent());
      Files.write(log, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw FileErrors.explain("writing the console log", log, e);
    }
  }

  private void finishInstall() {
    if (script.installEnd() == FakeGuest.InstallEnd.HANG) {
      return;
    }
    if (script.installEnd() == FakeGuest.InstallEnd.CRASH || !installOnFirstDisk()) {
      domain.life.crashed();
    } else if (script.installEnd() == FakeGuest.InstallEnd.REBOOT) {
      domain.life.rebooted();
    } else {
      domain.life.poweredOff();
    }
  }

  /** False if there is no disk, or it is gone from under the guest. */
  private boolean installOnFirstDisk() {
    try {
      for (DiskXml disk : machine.disks()) {
        Optional<DiskImages.Backing> image =
            host.image(disk).filter(i -> host.files.writable(i.path()));
        if (disk.device().equals("disk") && !disk.readOnly() && image.isPresent()) {
          host.images.install(image.get());
          return true;
        }
      }
    } catch (KvmException e) {
      LOG.log(System.Logger.Level.WARNING, "the guest of " + domain.ref() + " cannot install", e);
    }
    return false;
  }

  private void joinNetworks() {
    onNetwork = true;
    for (InterfaceXml nic : machine.interfaces()) {
      nic.network()
          .flatMap(host.networks::find)
          .filter(FakeNetwork::active)
          .ifPresent(n -> nic.mac().ifPresent(mac -> n.lease(mac, domain.ref().name())));
    }
  }

  /** Asks the guest to power off or reboot; only an installed system listens. */
  void powerButton(Consumer<FakeLife> end) {
    if (program == Program.INSTALLED_SYSTEM) {
      script.shutdownTime().ifPresent(time -> after(time, run -> end.accept(run.domain.life)));
    }
  }

  /** Asks the guest to let go of a device that it uses; without a system nobody answers. */
  void requestRelease(Runnable released) {
    if (program != Program.NOTHING && script.releasesDevices()) {
      after(RELEASE_TIME, run -> released.run());
    }
  }

  /** Answers libvirt, unless it has ended by then. */
  void answer(Duration time, Runnable answer) {
    after(time, run -> answer.run());
  }

  /** Its devices are others now; a card that has come asks for a lease as those before did. */
  void changed(DomainXml newMachine) {
    machine = newMachine;
    if (onNetwork) {
      joinNetworks();
    }
  }

  /** libvirt tells of it where there is a channel for it. */
  private void startAgent() {
    agentUp = true;
    if (AgentPort.in(machine)) {
      host.emit(
          new AgentLifecycle(
              domain.ref().uuid(),
              domain.ref().name(),
              AgentLifecycle.State.CONNECTED,
              AgentLifecycle.Reason.CHANNEL));
    }
  }

  boolean agentUp() {
    return agentUp;
  }

  /** Whether it has taken leases, or given itself an address. */
  boolean onNetwork() {
    return onNetwork || (program != Program.NOTHING && script.address().isPresent());
  }

  FakeGuest script() {
    return script;
  }

  List<MacAddress> macs() {
    return machine.interfaces().stream().map(InterfaceXml::mac).flatMap(Optional::stream).toList();
  }

  private void after(Duration time, Consumer<GuestRun> task) {
    Step step = new Step(time, task);
    ahead.add(step);
    step.schedule();
  }

  /** Another guest that is frozen just where this frozen one is. */
  GuestRun copy() {
    return copy(host, domain, machine);
  }

  /** The same in another domain, perhaps on another host. */
  GuestRun copy(FakeHost host, FakeDomain domain, DomainXml machine) {
    GuestRun copy = new GuestRun(host, domain, script, machine);
    copy.program = program;
    copy.agentUp = agentUp;
    copy.onNetwork = onNetwork;
    ahead.forEach(step -> copy.ahead.add(copy.new Step(step.left, step.task)));
    return copy;
  }

  /** Nothing happens in a guest that is paused. */
  void freeze() {
    ahead.forEach(Step::cancel);
  }

  void thaw() {
    ahead.forEach(Step::schedule);
  }

  void end() {
    freeze();
    ahead.clear();
  }

  /** Something that the guest will do. */
  private final class Step {
    private final Consumer<GuestRun> task;
    private Duration left;
    private FakeClock.Due due;

    Step(Duration left, Consumer<GuestRun> task) {
      this.left = left;
      this.task = task;
    }

    void schedule() {
      due = host.clock.schedule(left, this::happen);
    }

    void cancel() {
      if (due == null) {
        return; // frozen already
      }
      left = host.clock.cancel(due);
      due = null;
    }

    private void happen() {
      ahead.remove(this);
      task.accept(GuestRun.this);
    }
  }
}
