package io.kvmsdk.iso;

/**
 * Where a part of a file's data lies. Most files have one; those over 4 GiB have several.
 *
 * @param block where it begins, in units of 2,048 bytes
 * @param size in bytes
 */
public record IsoExtent(long block, long size) {}
