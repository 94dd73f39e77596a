package io.kvmsdk.iso;

/**
 * Something in an image that breaks the standard, and does not keep it from being read.
 *
 * @param byteOffset where in the image it lies
 * @param clause the clause that is broken, as "ECMA-119 9.1"
 * @param problem one sentence without a full stop
 */
public record IsoFinding(long byteOffset, String clause, String problem) {}
