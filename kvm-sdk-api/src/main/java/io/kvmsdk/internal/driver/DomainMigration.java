package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Change;
import io.kvmsdk.change.Effect;
import io.kvmsdk.change.Problem;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.MigrationPlan;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves a domain to another host: looks first at what would go wrong there, and leaves nothing
 * there when it does.
 */
final class DomainMigration implements MigrationPlan {
  private final Driver driver;
  private final DriverDomain domain;
  private final DriverDomains there;
  private final Hypervisor target;
  private final MigrationSpec spec;
  private final boolean active;
  private final MigrationChecks checks;
  private final MigrationImages images;
  private final List<Problem> problems;

  DomainMigration(
      Driver driver, Hypervisor host, DriverDomain domain, Domains target, MigrationSpec spec) {
    this.driver = driver;
    this.domain = domain;
    this.there = known(target);
    this.target = there.host();
    this.spec = spec;
    this.active = domain.state().active();
    DomainXml document = DomainXml.parse(spec.xml().orElseGet(domain::xml));
    this.checks = new MigrationChecks(driver, domain, there, spec, document);
    this.images = new MigrationImages(domain, host, there, spec, document.disks());
    this.problems = Stream.of(checks.problems(), images.problems()).flatMap(List::stream).toList();
  }

  /** All hypervisors of this library have such domains, whatever they wrap. */
  private static DriverDomains known(Domains target) {
    if (target instanceof DriverDomains domains) {
      return domains;
    }
    throw InvalidSpecException.of(
        Subject.of("destination", target), "is no host that this library has connected to");
  }

  @Override
  public List<Change> changes() {
    List<Change> changes = new ArrayList<>(images.changes());
    String to = (active ? "run on " : "define on ") + target.uri();
    changes.add(new Change(Effect.CREATE, Subject.of("domain", checks.newName()), to));
    changes.add(
        spec.undefineSource()
            ? new Change(Effect.DELETE, subject(), "undefine here")
            : new Change(Effect.LIVE, subject(), "stays defined here" + (active ? ", off" : "")));
    return changes;
  }

  @Override
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public Domain apply(ProgressListener listener, Duration atMost) {
    return domain.migrate(target.domains(), spec, listener, atMost);
  }

  /** One line for each change, then one for each problem. */
  @Override
  public String toString() {
    return Stream.concat(changes().stream(), problems.stream().map(p -> "PROBLEM   " + p))
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }

  /** Moves it, unless something is in the way. */
  Domain run(ProgressListener listener, Duration atMost) {
    refuse();
    DomainJobWatch watch = watch();
    if (active) {
      spec.maxDowntime().ifPresent(t -> driver.migrations().maxDowntime(domain.uuid(), t));
    }
    try {
      images.prepare();
      watch.run(
          "migrating " + domain.name() + " to " + target.uri(),
          listener,
          atMost,
          () -> driver.migrations().migrate(domain.uuid(), there.driver(), spec, active),
          moved -> {});
    } catch (RuntimeException | Error e) {
      Aftermath.of(e, () -> giveUp(e));
      throw e;
    }
    return target.domains().get(checks.newName());
  }

  /** If the domain has come although the call failed, its images are needed. */
  private void giveUp(Throwable failure) {
    if (target.domains().find(domain.uuid()).isEmpty()) {
      images.remove(failure);
    }
  }

  private void refuse() {
    if (problems.isEmpty()) {
      return;
    }
    String words =
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining("; ", "cannot go to " + target.uri() + ": ", ""));
    String remedy = "Mend that, then migrate again; it is as it was";
    throw problems.size() == 1 && checks.nameTaken()
        ? new AlreadyExistsException(subject(), words, remedy)
        : new ConflictException(subject(), words, remedy);
  }

  private DomainJobWatch watch() {
    long memory = DomainXml.parse(domain.xml()).memory().bytes();
    DomainJobWatch watch = DomainJobWatch.of(driver, domain.uuid(), subject(), memory);
    return spec.postCopyAfter().isPresent() && active
        ? watch.lookingAt(postCopy(spec.postCopyAfter().get()))
        : watch;
  }

  private Runnable postCopy(Duration after) {
    return new Runnable() {
      private final Duration due = driver.pacer().after(after);
      private boolean begun;

      @Override
      public void run() {
        if (!begun && driver.pacer().elapsed().compareTo(due) >= 0) {
          driver.migrations().startPostCopy(domain.uuid());
          begun = true;
        }
      }
    };
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
