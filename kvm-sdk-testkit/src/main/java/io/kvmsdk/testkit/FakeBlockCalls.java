package io.kvmsdk.testkit;

import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDiskInfo;
import io.kvmsdk.internal.driver.BlockDriver;
import io.kvmsdk.internal.xml.DiskXml;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** libvirt's calls on the disks of domains on a fake host. */
final class FakeBlockCalls implements BlockDriver {
  private final Connection connection;

  FakeBlockCalls(Connection connection) {
    this.connection = connection;
  }

  @Override
  public DomainDiskInfo info(UUID domain, String target) {
    return ask(domain, jobs -> jobs.info(target));
  }

  @Override
  public void resize(UUID domain, String target, long capacity) {
    change(Operation.DISK_RESIZE, domain, jobs -> jobs.resize(target, capacity));
  }

  @Override
  public void threshold(UUID domain, String target, long mark) {
    connection.change(
        Operation.DISK_THRESHOLD,
        connection.host.domains,
        domain,
        d -> {
          d.requireActive();
          d.blockJobs.info(target);
          d.thresholds.put(target, mark == 0 ? Long.MAX_VALUE : mark);
        });
  }

  @Override
  public void pull(UUID domain, String target) {
    change(Operation.BLOCK_PULL, domain, jobs -> jobs.pull(target));
  }

  @Override
  public void commit(UUID domain, String target, String into, boolean delete) {
    change(Operation.BLOCK_COMMIT, domain, jobs -> jobs.commit(target, into, delete));
  }

  @Override
  public void copy(
      UUID domain, String target, String destination, Set<CopyFlag> flags, long bandwidth) {
    DiskXml disk = DiskXml.parse(destination);
    change(Operation.BLOCK_COPY, domain, jobs -> jobs.copy(target, disk, flags));
  }

  @Override
  public Optional<BlockJob> job(UUID domain, String target) {
    return ask(domain, jobs -> jobs.job(target));
  }

  @Override
  public void abort(UUID domain, String target, boolean pivot) {
    change(Operation.BLOCK_JOB_ABORT, domain, jobs -> jobs.abort(target, pivot));
  }

  private <T> T ask(UUID domain, Function<FakeBlockJobs, T> question) {
    return connection.ask(
        Operation.DISK_READ, connection.host.domains, domain, d -> question.apply(d.blockJobs));
  }

  private void change(Operation operation, UUID domain, Consumer<FakeBlockJobs> change) {
    connection.change(operation, connection.host.domains, domain, d -> change.accept(d.blockJobs));
  }
}
