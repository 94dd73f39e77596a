package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A snapshot inside an image (clause "Snapshots"; QAPI's {@code SnapshotInfo}).
 *
 * @param id unique in its image; QEMU counts from 1
 * @param name as given by whoever took it
 * @param vmClock how long the guest had run
 * @param vmStateSize of the guest's memory and devices; 0 where only the disk was taken
 * @param diskSize what the guest saw then
 * @param icount instructions run, where QEMU recorded or replayed
 */
public record QcowSnapshot(
    String id,
    String name,
    Instant date,
    Duration vmClock,
    ByteSize vmStateSize,
    ByteSize diskSize,
    OptionalLong icount) {}
