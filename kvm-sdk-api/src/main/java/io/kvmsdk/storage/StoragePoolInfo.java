package io.kvmsdk.storage;

import io.kvmsdk.value.ByteSize;

/** How full a pool is. */
public record StoragePoolInfo(ByteSize capacity, ByteSize allocation, ByteSize available) {}
