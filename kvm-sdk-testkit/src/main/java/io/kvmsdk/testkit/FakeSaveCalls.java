package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.SaveDriver;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** libvirt's calls that write a guest's memory to files of a fake host, or read it. */
final class FakeSaveCalls implements SaveDriver {
  private final Connection connection;
  private final FakeHost host;

  FakeSaveCalls(Connection connection) {
    this.connection = connection;
    this.host = connection.host;
  }

  @Override
  public CompletableFuture<Void> managedSave(UUID domain, Set<SaveOption> options) {
    return begin(
        Operation.DOMAIN_MANAGED_SAVE,
        domain,
        (d, transfer) -> {
          DomainState before = d.life.hold();
          return run(
              d,
              DomainJob.Operation.SAVE,
              transfer,
              () -> d.life.managedSave(d.life.memory(wanted(options, before))),
              () -> d.life.release(before));
        });
  }

  @Override
  public CompletableFuture<Void> save(UUID domain, String path, Set<SaveOption> options) {
    return begin(
        Operation.DOMAIN_SAVE,
        domain,
        (d, transfer) -> {
          host.saved.write(path, "half");
          DomainState before = d.life.hold();
          return run(
              d,
              DomainJob.Operation.SAVE,
              transfer,
              () -> {
                host.saved.save(path, d.life.memory(wanted(options, before)), d.xml(false));
                d.life.stop(ShutoffReason.SAVED);
              },
              () -> {
                host.saved.remove(path);
                d.life.release(before);
              });
        });
  }

  private static DomainState wanted(Set<SaveOption> options, DomainState before) {
    if (options.contains(SaveOption.RUNNING)) {
      return DomainState.RUNNING;
    }
    return options.contains(SaveOption.PAUSED) ? DomainState.PAUSED : before;
  }

  @Override
  public CompletableFuture<Void> coreDump(
      UUID domain, String path, DumpFormat format, Set<DumpOption> options) {
    return begin(
        Operation.DOMAIN_DUMP,
        domain,
        (d, transfer) -> {
          host.saved.write(path, "half");
          DomainState before = options.contains(DumpOption.LIVE) ? d.state() : d.life.hold();
          boolean abortable = !options.contains(DumpOption.MEMORY_ONLY);
          return d.jobs.begin(
              new FakeJobs.Task(
                  DomainJob.Operation.DUMP,
                  bytes(d),
                  abortable,
                  () -> {
                    host.saved.remove(path);
                    d.life.release(before);
                  }),
              () -> {
                transfer.reached(bytes(d));
                host.saved.write(path, "memory of " + d.ref().name() + " as " + format);
                dumped(d, before, options);
                return null;
              });
        });
  }

  private static void dumped(FakeDomain domain, DomainState before, Set<DumpOption> options) {
    if (options.contains(DumpOption.CRASH)) {
      domain.life.stop(ShutoffReason.CRASHED);
      return;
    }
    domain.life.release(before);
    if (options.contains(DumpOption.RESET)) {
      domain.life.reset();
    }
  }

  @Override
  public CompletableFuture<ObjectRef> restore(String path, Set<SaveOption> options) {
    return connection.begin(
        Operation.DOMAIN_RESTORE,
        () -> Subject.of("file", path),
        transfer -> {
          SavedFiles.Saved saved = host.saved.read(path);
          DomainXml document = DomainXml.parse(saved.xml());
          FakeDomain domain = host.domainOf(document);
          DomainState wanted = wanted(options, saved.memory().state());
          domain.life.beginRestore(saved.memory(), document);
          return domain.jobs.begin(
              new FakeJobs.Task(
                  DomainJob.Operation.RESTORE, bytes(domain), false, domain.life::restoreFailed),
              () -> {
                transfer.reached(bytes(domain));
                domain.life.restored(wanted);
                return domain.ref();
              });
        });
  }

  @Override
  public String imageXml(String path) {
    return connection.call(
        Operation.DOMAIN_READ, Subject.of("file", path), () -> host.saved.read(path).xml());
  }

  @Override
  public void defineImage(String path, String xml, Set<SaveOption> options) {
    Subject subject = Subject.of("file", path);
    connection.call(
        Operation.DOMAIN_SAVE,
        subject,
        () -> {
          SavedFiles.Saved saved = host.saved.read(path);
          requireSameGuest(subject, DomainXml.parse(saved.xml()), DomainXml.parse(xml));
          GuestMemory memory = saved.memory();
          host.saved.save(path, memory.as(wanted(options, memory.state())), xml);
          return null;
        });
  }

  /** libvirt compares all that the guest can see. */
  private static void requireSameGuest(Subject subject, DomainXml before, DomainXml after) {
    boolean same =
        before.uuid().equals(after.uuid())
            && before.name().equals(after.name())
            && before.memory().equals(after.memory())
            && before.disks().size() == after.disks().size();
    if (!same) {
      throw InvalidSpecException.of(subject, "the guest would see another machine");
    }
  }

  @Override
  public boolean fileExists(String path) {
    return connection.call(
        Operation.DOMAIN_READ, Subject.of("file", path), () -> host.saved.exists(path));
  }

  @FunctionalInterface
  private interface Start {
    CompletableFuture<Void> on(FakeDomain domain, FaultPlan.Transfer transfer);
  }

  private CompletableFuture<Void> begin(Operation operation, UUID uuid, Start start) {
    return connection.begin(
        operation,
        () -> host.domains.subject(host.domains.get(uuid).ref().name()),
        transfer -> {
          FakeDomain domain = host.domains.get(uuid);
          domain.requireActive();
          return start.on(domain, transfer);
        });
  }

  private static CompletableFuture<Void> run(
      FakeDomain domain,
      DomainJob.Operation operation,
      FaultPlan.Transfer transfer,
      Runnable finish,
      Runnable undo) {
    long bytes = bytes(domain);
    return domain.jobs.begin(
        new FakeJobs.Task(operation, bytes, true, undo),
        () -> {
          transfer.reached(bytes);
          finish.run();
          return null;
        });
  }

  private static long bytes(FakeDomain domain) {
    return domain.live().memory().bytes();
  }
}
