package io.kvmsdk.libvirt.internal;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDiskInfo;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.BlockDriver;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions on the disks of domains. */
final class LibvirtBlocks implements BlockDriver {
  private static final int RESIZE_BYTES = 1;
  private static final int COMMIT_DELETE = 2;
  private static final int COMMIT_ACTIVE = 4;
  private static final int ABORT_PIVOT = 2;
  private static final NativeLong NO_LIMIT = new NativeLong(0);

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  LibvirtBlocks(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  /** Reads {@code struct _virDomainBlockInfo}. */
  @Override
  public DomainDiskInfo info(UUID domain, String target) {
    Memory info = new Memory(24);
    call(domain, target, d -> api.virDomainGetBlockInfo(d, target, info, 0));
    return new DomainDiskInfo(
        LibvirtStorage.size(info, 0), LibvirtStorage.size(info, 8), LibvirtStorage.size(info, 16));
  }

  @Override
  public void resize(UUID domain, String target, long capacity) {
    call(domain, target, d -> api.virDomainBlockResize(d, target, capacity, RESIZE_BYTES));
  }

  @Override
  public void threshold(UUID domain, String target, long mark) {
    call(domain, target, d -> api.virDomainSetBlockThreshold(d, target, mark, 0));
  }

  @Override
  public void pull(UUID domain, String target) {
    call(domain, target, d -> api.virDomainBlockPull(d, target, NO_LIMIT, 0));
  }

  @Override
  public void commit(UUID domain, String target, String into, boolean delete) {
    int flags = COMMIT_ACTIVE | (delete ? COMMIT_DELETE : 0);
    call(
        domain,
        target,
        d -> {
          NativeText.require(Subject.of("image", into), into);
          return api.virDomainBlockCommit(d, target, into, null, NO_LIMIT, flags);
        });
  }

  @Override
  public void copy(
      UUID domain, String target, String destination, Set<CopyFlag> flags, long bandwidth) {
    NativeText.require(Subject.of("disk", target), destination);
    TypedParams limits = new TypedParams();
    if (bandwidth > 0) {
      limits.addUllong("bandwidth", bandwidth);
    }
    call(
        domain,
        target,
        d ->
            api.virDomainBlockCopy(
                d, target, destination, limits.array(), limits.count(), Flags.bits(flags)));
    Reference.reachabilityFence(limits);
  }

  /** Reads {@code struct _virDomainBlockJobInfo}; the call gives 0 where there is no job. */
  @Override
  public Optional<BlockJob> job(UUID domain, String target) {
    Memory info = new Memory(32);
    info.clear();
    int found = call(domain, target, d -> api.virDomainGetBlockJobInfo(d, target, info, 0));
    return found == 0
        ? Optional.empty()
        : Optional.of(
            new BlockJob(
                kind(info.getInt(0)),
                LibvirtStorage.size(info, 16),
                LibvirtStorage.size(info, 24)));
  }

  /** A later libvirt may know more kinds. */
  private static BlockJob.Kind kind(int number) {
    BlockJob.Kind[] known = BlockJob.Kind.values();
    return number < known.length ? known[number] : BlockJob.Kind.UNKNOWN;
  }

  @Override
  public void abort(UUID domain, String target, boolean pivot) {
    call(domain, target, d -> api.virDomainBlockJobAbort(d, target, pivot ? ABORT_PIVOT : 0));
  }

  private int call(UUID domain, String target, ToIntFunction<DomainPointer> function) {
    NativeText.require(Subject.of("disk", target), target);
    return domains.with(
        domain,
        (d, subject) ->
            connection.check(
                Subject.of("disk", subject.name() + "/" + target), function.applyAsInt(d)));
  }
}
