package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Writes a domain's memory to files of the host. */
record DomainSaves(Driver driver, Hypervisor host, DriverDomain domain) {
  void managedSave(ProgressListener listener, Duration atMost, SaveOption... given) {
    Set<SaveOption> options = options(subject(), given);
    requireActive();
    watch()
        .run(
            "saving " + domain.name(),
            listener,
            atMost,
            () -> driver.saves().managedSave(domain.uuid(), options),
            saved -> {}); // the domain has ended, and goes on from there
  }

  void save(String path, ProgressListener listener, Duration atMost, SaveOption... given) {
    Set<SaveOption> options = options(subject(), given);
    prepare(path, options.contains(SaveOption.OVERWRITE));
    watch()
        .run(
            "saving " + domain.name() + " to " + path,
            listener,
            atMost,
            () -> driver.saves().save(domain.uuid(), path, options),
            saved -> {}); // as well: its memory is worth more than tidiness
  }

  void coreDump(
      String path,
      DumpFormat format,
      ProgressListener listener,
      Duration atMost,
      DumpOption... given) {
    Set<DumpOption> options = Set.copyOf(List.of(given));
    validate(format, options);
    HostFile file = prepare(path, options.contains(DumpOption.OVERWRITE));
    watch()
        .run(
            "dumping " + domain.name() + " to " + path,
            listener,
            atMost,
            () -> driver.saves().coreDump(domain.uuid(), path, format, options),
            dumped -> file.remove());
  }

  /** The combinations that libvirt refuses, too, but one by one. */
  private void validate(DumpFormat format, Set<DumpOption> options) {
    boolean live = options.contains(DumpOption.LIVE);
    boolean crash = options.contains(DumpOption.CRASH);
    boolean reset = options.contains(DumpOption.RESET);
    Validation.of("core dump", domain.name())
        .require(!(live && crash), "LIVE and CRASH exclude each other")
        .require(!(live && reset), "LIVE and RESET exclude each other")
        .require(!(crash && reset), "CRASH and RESET exclude each other")
        .require(
            format == DumpFormat.RAW || options.contains(DumpOption.MEMORY_ONLY),
            format + " needs MEMORY_ONLY")
        .orThrow();
  }

  static Set<SaveOption> options(Subject subject, SaveOption... given) {
    Set<SaveOption> options = Set.copyOf(List.of(given));
    Validation.of(subject.kind(), subject.name())
        .require(
            !options.containsAll(Set.of(SaveOption.RUNNING, SaveOption.PAUSED)),
            "RUNNING and PAUSED exclude each other")
        .orThrow();
    return options;
  }

  /**
   * The file that is to be written. libvirt removes what it does not finish, but only where it made
   * the file, so that one which may be lost goes first.
   */
  private HostFile prepare(String path, boolean overwrite) {
    HostFile file = new HostFile(driver, host, path);
    file.requireAbsolute();
    requireActive();
    if (overwrite) {
      file.remove();
    } else {
      file.requireFree();
    }
    return file;
  }

  private void requireActive() {
    if (!domain.state().active()) {
      throw new ConflictException(subject(), "does not run", "Start it first");
    }
  }

  private DomainJobWatch watch() {
    long memory = DomainXml.parse(domain.xml()).memory().bytes();
    return DomainJobWatch.of(driver, domain.uuid(), subject(), memory);
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
