/**
 * qcow2 images, without QEMU: created, described, read through their backing chains, flattened,
 * checked, and changed in place.
 *
 * <p>The format is QEMU's {@code docs/interop/qcow2.txt}; "clause" in errors and comments means a
 * section of it. Nothing read is trusted, no format is ever guessed, and no file is opened that the
 * caller did not name, except along a backing chain that was asked for.
 */
package io.kvmsdk.qcow2;
