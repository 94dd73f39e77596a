/**
 * qcow2 images, without QEMU: they are created, checked, changed and described, and disks are read
 * through whole backing chains.
 *
 * <p>The format is QEMU's {@code docs/interop/qcow2.txt}; "clause" in errors and comments means a
 * section of it. Nothing read is trusted, no format is ever guessed, and no file is opened that the
 * caller did not name, except along a backing chain that was asked for.
 */
package io.kvmsdk.qcow2;
