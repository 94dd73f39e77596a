/**
 * Decodes Zstandard (RFC 8878), which qcow2 calls compression type 1.
 *
 * <p>It is our own because qcow2 needs nothing but the JDK here. aircompressor reads through {@code
 * sun.misc.Unsafe}, so that corrupt input has crashed JVMs (CVE-2024-36114), and its successor
 * needs Java 22; zstd-jni is native code. Here every access is bounded by the language as well:
 * corrupt input costs an exception, never memory.
 *
 * <p>{@link io.kvmsdk.internal.zstd.ZstdDecoder} is the door. Behind it, one file for each
 * structure of the format, under the names of the RFC.
 */
package io.kvmsdk.internal.zstd;
