package io.kvmsdk.iso;

import io.kvmsdk.value.ByteSize;
import java.time.Instant;

/**
 * One of the goes in which an image was written. Each shows all files of its time.
 *
 * @param number from 1, the oldest
 * @param startBlock where it begins, in units of 2,048 bytes; Linux's mount calls it sbsector
 * @param volumeId its label
 * @param created when; the epoch if it does not tell
 * @param size how much was written
 */
public record IsoSession(
    int number, long startBlock, String volumeId, Instant created, ByteSize size) {}
