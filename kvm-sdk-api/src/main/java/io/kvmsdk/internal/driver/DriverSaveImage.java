package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.SaveImage;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.DomainXml;
import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** One file of the host that a domain was saved to. */
record DriverSaveImage(Driver driver, Hypervisor host, String path) implements SaveImage {
  @Override
  public String xml() {
    if (!new HostFile(driver, host, path).exists()) {
      throw new NotFoundException(subject(), "there is no such file on the host", "");
    }
    return driver.saves().imageXml(path);
  }

  @Override
  public void defineXml(String xml, SaveOption... options) {
    driver.saves().defineImage(path, xml, DomainSaves.options(subject(), options));
  }

  @Override
  public Domain restore(ProgressListener listener, Duration atMost, SaveOption... given) {
    Set<SaveOption> options = DomainSaves.options(subject(), given);
    String xml = xml();
    GoldenVolumes.refuseWriter(host, xml);
    DomainXml document = DomainXml.parse(xml);
    UUID domain =
        document
            .uuid()
            .orElseThrow(() -> InvalidSpecException.of(subject(), "it names no domain's UUID"));
    ObjectRef restored =
        DomainJobWatch.of(driver, domain, subject(), document.memory().bytes())
            .abortedBy(() -> destroy(domain))
            .run(
                "restoring " + document.name() + " from " + path,
                listener,
                atMost,
                () -> driver.saves().restore(path, options),
                late -> driver.domains().destroy(late.uuid()));
    return new DriverDomain(driver, host, restored);
  }

  /** A restore cannot be aborted, but the domain can be ended while it is being restored. */
  private void destroy(UUID domain) {
    boolean restoring =
        driver.jobs().job(domain).map(DomainJob::operation).stream()
            .anyMatch(DomainJob.Operation.RESTORE::equals);
    if (restoring) {
      driver.domains().destroy(domain);
    }
  }

  private Subject subject() {
    return Subject.of("saved domain", path);
  }

  @Override
  public String toString() {
    return "SaveImage " + path;
  }
}
