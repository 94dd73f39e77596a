package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.Backups;
import io.kvmsdk.domain.Checkpoints;
import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainDisk;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.GuestAddress;
import io.kvmsdk.domain.GuestAgent;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.MemoryStat;
import io.kvmsdk.domain.MigrationControl;
import io.kvmsdk.domain.MigrationPlan;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.Snapshots;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.event.Registration;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.network.DhcpLease;
import io.kvmsdk.progress.ProgressListener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One domain of a {@link Driver}; holds nothing but its names, so that nothing can leak. */
final class DriverDomain extends PoweredDomain {
  private final ObjectRef ref;

  DriverDomain(Driver driver, Hypervisor host, ObjectRef ref) {
    super(driver, host);
    this.ref = ref;
  }

  @Override
  public String name() {
    return ref.name();
  }

  @Override
  public UUID uuid() {
    return ref.uuid();
  }

  @Override
  public DomainState state() {
    return calls.state(uuid());
  }

  @Override
  public DomainInfo info() {
    return calls.info(uuid());
  }

  @Override
  public DomainStats stats(StatsQuery query) {
    return driver.stats().of(uuid(), query);
  }

  @Override
  public Map<MemoryStat, Long> memoryStats() {
    return driver.stats().memory(uuid());
  }

  @Override
  public Optional<ShutoffReason> shutoffReason() {
    return calls.shutoffReason(uuid());
  }

  @Override
  public void managedSave(ProgressListener listener, Duration atMost, SaveOption... options) {
    requirePersistent("Save it to a file, or define it first: defineXml(definitionXml())");
    saves().managedSave(listener, atMost, options);
  }

  @Override
  public boolean hasManagedSave() {
    return calls.hasManagedSave(uuid());
  }

  @Override
  public void managedSaveRemove() {
    calls.managedSaveRemove(uuid());
  }

  @Override
  public void save(String path, ProgressListener listener, Duration atMost, SaveOption... options) {
    saves().save(path, listener, atMost, options);
  }

  @Override
  public void coreDump(
      String path,
      DumpFormat format,
      ProgressListener listener,
      Duration atMost,
      DumpOption... options) {
    saves().coreDump(path, format, listener, atMost, options);
  }

  private DomainSaves saves() {
    return new DomainSaves(driver, host, this);
  }

  @Override
  public Domain migrate(
      Domains target, MigrationSpec spec, ProgressListener listener, Duration atMost) {
    return new DomainMigration(driver, host, this, target, spec).run(listener, atMost);
  }

  @Override
  public MigrationPlan planMigration(Domains target, MigrationSpec spec) {
    return new DomainMigration(driver, host, this, target, spec);
  }

  @Override
  public MigrationControl migration() {
    return new DriverMigrationControl(driver.migrations(), uuid());
  }

  @Override
  public Optional<DomainJob> job() {
    try {
      return driver.jobs().job(uuid());
    } catch (ConflictException off) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<DomainJob> completedJob() {
    return driver.jobs().completed(uuid());
  }

  /** A job that has just come to its end cannot be aborted, and need not be. */
  @Override
  public void abortJob() {
    try {
      if (job().isPresent()) {
        driver.jobs().abort(uuid());
      }
    } catch (ConflictException e) {
      if (job().isPresent()) {
        throw e;
      }
    }
  }

  @Override
  public String xml() {
    return calls.xml(uuid(), false);
  }

  @Override
  public String definitionXml() {
    return calls.xml(uuid(), true);
  }

  @Override
  public DomainSpec spec() {
    return DomainXml.parse(definitionXml()).toSpec();
  }

  @Override
  public Snapshots snapshots() {
    return new DriverSnapshots(driver, host, this);
  }

  @Override
  public Checkpoints checkpoints() {
    return new DriverCheckpoints(driver, this);
  }

  @Override
  public Backups backups() {
    return new DriverBackups(driver, host, this);
  }

  @Override
  public DriverDomainDisk disk(String target) {
    List<String> targets = targets();
    if (!targets.contains(target)) {
      throw new NotFoundException(
          subject(), "has no disk '" + target + "'", "There are: " + targets);
    }
    return new DriverDomainDisk(driver, host, this, target);
  }

  @Override
  public List<DomainDisk> disks() {
    return targets().stream()
        .<DomainDisk>map(target -> new DriverDomainDisk(driver, host, this, target))
        .toList();
  }

  private List<String> targets() {
    return DomainXml.parse(xml()).disks().stream().flatMap(d -> d.target().stream()).toList();
  }

  @Override
  public GuestAgent agent() {
    return new DriverGuestAgent(driver, this);
  }

  @Override
  public String monitorCommand(String qmp, Duration atMost) {
    return monitor().machine(qmp, atMost);
  }

  @Override
  public String humanMonitorCommand(String command, Duration atMost) {
    return monitor().human(command, atMost);
  }

  private DomainMonitor monitor() {
    return new DomainMonitor(driver, uuid(), Subject.of("monitor", name()));
  }

  @Override
  public OptionalInt id() {
    return DomainXml.parse(xml()).id();
  }

  @Override
  public Console console(ConsoleMode mode) {
    return new DriverConsoles(driver, this).console(Optional.empty(), mode);
  }

  @Override
  public Console console(String alias, ConsoleMode mode) {
    return new DriverConsoles(driver, this).console(Optional.of(alias), mode);
  }

  @Override
  public Console channel(String channel, ConsoleMode mode) {
    return new DriverConsoles(driver, this).channel(channel, mode);
  }

  @Override
  public Screenshot screenshot(int screen) {
    return driver.screens().screenshot(uuid(), screen);
  }

  @Override
  public void sendKeys(Duration hold, Key... chord) {
    new DriverKeyboard(driver, this).press(hold, List.of(chord));
  }

  @Override
  public void type(String text) {
    new DriverKeyboard(driver, this).type(text);
  }

  @Override
  public void injectNmi() {
    driver.screens().injectNmi(uuid());
  }

  @Override
  public List<InterfaceAddress> addresses(AddressSource source) {
    return calls.addresses(uuid(), source);
  }

  @Override
  public List<GuestAddress> addresses() {
    return new AddressSearch(this, driver, Set.of()).all();
  }

  @Override
  public List<DhcpLease> leases() {
    return GuestLeases.of(driver.networks(), definitionXml()).now();
  }

  @Override
  public DomainState waitUntil(Set<DomainState> states, Duration atMost) {
    AtomicReference<DomainState> last = new AtomicReference<>();
    return driver
        .pacer()
        .await(
            subject(),
            "waiting for " + (states.size() == 1 ? states.iterator().next() : "one of " + states),
            atMost,
            () -> {
              last.set(state());
              return Optional.of(last.get()).filter(states::contains);
            },
            () -> "It was last seen " + last.get());
  }

  @Override
  public InetAddress waitUntilAddress(Set<DhcpLease> before, Duration atMost) {
    return new AddressSearch(this, driver, before).await(atMost);
  }

  @Override
  public Registration listen(
      Set<Class<? extends DomainEvent>> kinds, Consumer<DomainEvent> listener) {
    return new DomainEvents(driver, ref).listen(kinds, listener);
  }

  @Override
  public <E extends DomainEvent.OfDomain> E waitUntilEvent(
      Class<E> kind, Predicate<? super E> wanted, Runnable action, Duration atMost) {
    return new DomainEvents(driver, ref).await(kind, wanted, action, atMost, this::lastSeen);
  }

  private String lastSeen() {
    return toldOrWhyNot(
        () ->
            "It was last seen "
                + state()
                + shutoffReason().map(reason -> " (" + reason + ")").orElse(""));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DriverDomain d && d.driver == driver && d.uuid().equals(uuid());
  }

  @Override
  public int hashCode() {
    return uuid().hashCode();
  }

  /** Identity first, then the state, for REPLs. */
  @Override
  public String toString() {
    return "Domain " + name() + " (" + stateNow() + ", " + uuid() + ")";
  }

  private String stateNow() {
    return toldOrWhyNot(() -> state().toString());
  }

  private static String toldOrWhyNot(Supplier<String> told) {
    try {
      return told.get();
    } catch (KvmException e) {
      return e.problem();
    }
  }
}
