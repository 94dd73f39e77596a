package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.util.Objects;

/**
 * What libvirt does with a disk's images in the background. libvirt: {@code virDomainBlockJobInfo}.
 *
 * @param done how far it has got, in bytes of the disk
 * @param total how far it has to go; may grow while the guest writes
 */
public record BlockJob(Kind kind, ByteSize done, ByteSize total) {
  /** libvirt's {@code virDomainBlockJobType}, in its order. */
  public enum Kind {
    UNKNOWN,
    PULL,
    COPY,
    COMMIT,
    ACTIVE_COMMIT,
    BACKUP
  }

  public BlockJob {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(done);
    Objects.requireNonNull(total);
  }

  /**
   * Whether an active commit or a copy is at its end and follows what the guest writes, so that it
   * can be pivoted to. libvirt shows {@code done} equal to {@code total} only then.
   */
  public boolean ready() {
    return total.bytes() > 0 && done.equals(total);
  }
}
