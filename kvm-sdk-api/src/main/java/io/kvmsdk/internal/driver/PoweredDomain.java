package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.ShutdownMode;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import java.util.List;
import java.util.Set;

/** How one domain is turned on and off, and whether it is there while it is off. */
abstract class PoweredDomain extends LiveDomain {
  private static final Set<ShutdownMode> AGENT_ALONE = Set.of(ShutdownMode.GUEST_AGENT);

  final DomainDriver calls;

  PoweredDomain(Driver driver, Hypervisor host) {
    super(driver, host);
    this.calls = driver.domains();
  }

  @Override
  public final void start(StartOption... options) {
    GoldenVolumes.refuseWriter(host, definitionXml());
    calls.create(uuid(), Set.copyOf(List.of(options)));
  }

  /** The agent knows best why it cannot. */
  @Override
  public final void shutdown(ShutdownMode... given) {
    Set<ShutdownMode> modes = Set.copyOf(List.of(given));
    if (modes.equals(AGENT_ALONE)) {
      agent().shutdown();
    } else {
      calls.shutdown(uuid(), modes);
    }
  }

  @Override
  public final void reboot(ShutdownMode... given) {
    Set<ShutdownMode> modes = Set.copyOf(List.of(given));
    if (modes.equals(AGENT_ALONE)) {
      agent().reboot();
    } else {
      calls.reboot(uuid(), modes);
    }
  }

  @Override
  public final void destroy() {
    calls.destroy(uuid());
  }

  @Override
  public final void reset() {
    calls.reset(uuid());
  }

  @Override
  public final void suspend() {
    calls.suspend(uuid());
  }

  @Override
  public final void resume() {
    calls.resume(uuid());
  }

  @Override
  public final void pmWakeup() {
    // libvirt has no number for it, only QEMU's words.
    DomainState state = state();
    if (state != DomainState.PMSUSPENDED) {
      throw new ConflictException(subject(), "is " + state + ", not asleep", "");
    }
    calls.pmWakeup(uuid());
  }

  @Override
  public final void undefine(Nvram nvram) {
    requirePersistent("Destroy it, and it is gone");
    // libvirt would make it a transient one, which is lost when it stops.
    DomainState state = state();
    if (state.active()) {
      throw new ConflictException(subject(), "is " + state, "Destroy it before it is undefined");
    }
    calls.undefine(uuid(), nvram);
  }

  @Override
  public final boolean persistent() {
    return driver.updates().persistent(uuid());
  }

  final void requirePersistent(String remedy) {
    if (!persistent()) {
      throw new ConflictException(
          subject(), "is transient: it is not defined, and gone once it ends", remedy);
    }
  }

  @Override
  public final void autostart(boolean on) {
    requirePersistent("Define it first: defineXml(definitionXml())");
    calls.autostart(uuid(), on);
  }

  @Override
  public final boolean autostart() {
    return calls.autostart(uuid());
  }

  final Subject subject() {
    return Subject.of("domain", name());
  }
}
