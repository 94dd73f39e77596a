package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.internal.driver.JobDriver;
import java.util.Optional;
import java.util.UUID;

/** libvirt's calls on what is being done with domains of a fake host as a whole. */
final class FakeJobCalls implements JobDriver {
  private final Connection connection;

  FakeJobCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public Optional<DomainJob> job(UUID domain) {
    return connection.ask(
        Operation.DOMAIN_READ, connection.host.domains, domain, d -> d.jobs.job());
  }

  @Override
  public Optional<DomainJob> completed(UUID domain) {
    return connection.ask(
        Operation.DOMAIN_READ, connection.host.domains, domain, d -> d.jobs.completed());
  }

  @Override
  public void abort(UUID domain) {
    connection.change(
        Operation.DOMAIN_JOB_ABORT, connection.host.domains, domain, d -> d.jobs.abort());
  }
}
