package io.kvmsdk.iso.internal.systemarea;

/**
 * A partition that some table lists, in sectors of 512 bytes.
 *
 * @param end the sector after the last one
 */
public record Partition(long start, long end) {}
