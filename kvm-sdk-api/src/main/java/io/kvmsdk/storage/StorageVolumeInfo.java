package io.kvmsdk.storage;

import io.kvmsdk.value.ByteSize;

/**
 * The sizes of a volume.
 *
 * @param capacity what a guest sees
 * @param allocation what it takes up on the host
 */
public record StorageVolumeInfo(ByteSize capacity, ByteSize allocation) {}
