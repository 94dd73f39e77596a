package io.kvmsdk.libvirt.internal;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.internal.driver.JobDriver;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions on what is being done with domains as a whole. */
final class LibvirtJobs implements JobDriver {
  private static final int NONE = 0;
  private static final int COMPLETED = 1;
  private static final int KEEP_COMPLETED = 2;

  private final LibvirtApi api;
  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;

  LibvirtJobs(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  @Override
  public Optional<DomainJob> job(UUID domain) {
    return stats(domain, 0);
  }

  @Override
  public Optional<DomainJob> completed(UUID domain) {
    return stats(domain, COMPLETED | KEEP_COMPLETED);
  }

  @Override
  public void abort(UUID domain) {
    domains.call(domain, api::virDomainAbortJob);
  }

  private Optional<DomainJob> stats(UUID domain, int flags) {
    return domains.with(
        domain,
        (d, subject) -> {
          IntByReference type = new IntByReference();
          PointerByReference array = new PointerByReference();
          IntByReference count = new IntByReference();
          connection.check(subject, api.virDomainGetJobStats(d, type, array, count, flags));
          JobStats stats = new JobStats(TypedParams.take(api, array, count));
          return Optional.of(type.getValue()).filter(t -> t != NONE).map(stats::job);
        });
  }
}
