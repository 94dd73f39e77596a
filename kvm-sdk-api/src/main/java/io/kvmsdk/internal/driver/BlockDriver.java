package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainDiskInfo;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** libvirt's calls on the disks of domains, which are known by their target names. */
public interface BlockDriver {
  /** {@code virDomainGetBlockInfo}. */
  DomainDiskInfo info(UUID domain, String target);

  /** {@code virDomainBlockResize}. */
  void resize(UUID domain, String target, long capacity);

  /** {@code virDomainSetBlockThreshold}. */
  void threshold(UUID domain, String target, long mark);

  /** {@code virDomainBlockPull} of all that lies below; returns once it has begun. */
  void pull(UUID domain, String target);

  /**
   * {@code virDomainBlockCommit}, active, of all above {@code into}; returns once it has begun.
   *
   * @param delete {@code VIR_DOMAIN_BLOCK_COMMIT_DELETE}: the files above go once it is pivoted
   */
  void commit(UUID domain, String target, String into, boolean delete);

  /** {@code virDomainBlockCopyFlags}, in their order. */
  enum CopyFlag {
    SHALLOW,
    REUSE_EXTERNAL,
    TRANSIENT_JOB,
    SYNCHRONOUS_WRITES
  }

  /**
   * {@code virDomainBlockCopy}; returns once it has begun.
   *
   * @param destination a {@code <disk>}
   * @param bandwidth in bytes a second; 0 for no limit
   */
  void copy(UUID domain, String target, String destination, Set<CopyFlag> flags, long bandwidth);

  /** {@code virDomainGetBlockJobInfo}. */
  Optional<BlockJob> job(UUID domain, String target);

  /**
   * {@code virDomainBlockJobAbort}; returns once it has ended.
   *
   * @param pivot {@code VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT}
   */
  void abort(UUID domain, String target, boolean pivot);
}
