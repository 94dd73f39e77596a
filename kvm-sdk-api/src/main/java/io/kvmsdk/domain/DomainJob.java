package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What libvirt is doing with a whole domain, or last did. libvirt: {@code virDomainGetJobStats}.
 *
 * @param elapsed time since it began
 * @param remaining until it ends; known only of {@link Kind#BOUNDED} ones
 * @param downtime for how long the guest stands still meanwhile: expected, or once it has ended,
 *     measured
 * @param data memory and disks together
 * @param memory the guest's memory alone
 * @param disk the disks alone, where they are copied as well
 * @param copying how copying the memory of a guest that runs gets on
 * @param error why it failed
 */
public record DomainJob(
    Kind kind,
    Operation operation,
    Duration elapsed,
    Optional<Duration> remaining,
    Optional<Duration> downtime,
    Amount data,
    Amount memory,
    Amount disk,
    Copying copying,
    Optional<String> error) {
  /** libvirt's {@code virDomainJobType}, in its order. */
  public enum Kind {
    NONE,
    /** The end can be foretold. */
    BOUNDED,
    UNBOUNDED,
    COMPLETED,
    FAILED,
    CANCELLED
  }

  /** libvirt's {@code virDomainJobOperation}, in its order. */
  public enum Operation {
    UNKNOWN,
    START,
    SAVE,
    RESTORE,
    MIGRATION_IN,
    MIGRATION_OUT,
    SNAPSHOT,
    SNAPSHOT_REVERT,
    DUMP,
    BACKUP,
    SNAPSHOT_DELETE
  }

  public DomainJob {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(operation);
    Objects.requireNonNull(elapsed);
    Objects.requireNonNull(remaining);
    Objects.requireNonNull(downtime);
    Objects.requireNonNull(data);
    Objects.requireNonNull(memory);
    Objects.requireNonNull(disk);
    Objects.requireNonNull(copying);
    Objects.requireNonNull(error);
  }

  /** Whether it goes on. */
  public boolean active() {
    return kind == Kind.BOUNDED || kind == Kind.UNBOUNDED;
  }

  /**
   * How far something has got. What is empty takes part in {@code total} and not in {@code
   * processed}, and {@code total} may grow while the guest writes.
   */
  public record Amount(ByteSize total, ByteSize processed, ByteSize remaining) {
    public static final Amount NONE = new Amount(ByteSize.ZERO, ByteSize.ZERO, ByteSize.ZERO);

    public Amount {
      Objects.requireNonNull(total);
      Objects.requireNonNull(processed);
      Objects.requireNonNull(remaining);
    }
  }

  /**
   * How copying the memory of a guest that runs gets on: what it writes meanwhile is copied again.
   * All zero where that is not done, or not told.
   *
   * @param pass how often the memory is gone through, counted from 1
   * @param memoryRate memory copied in a second
   * @param diskRate data of disks copied in a second
   * @param dirtyRate memory that the guest writes to in a second
   * @param throttle by how much auto-converge slows the guest's processors down, in per cent
   */
  public record Copying(
      long pass, ByteSize memoryRate, ByteSize diskRate, ByteSize dirtyRate, OptionalInt throttle) {
    public static final Copying NONE =
        new Copying(0, ByteSize.ZERO, ByteSize.ZERO, ByteSize.ZERO, OptionalInt.empty());

    public Copying {
      Objects.requireNonNull(memoryRate);
      Objects.requireNonNull(diskRate);
      Objects.requireNonNull(dirtyRate);
      Objects.requireNonNull(throttle);
    }
  }
}
