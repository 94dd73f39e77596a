/**
 * The cpio archives that Linux unpacks as its first file system: the "newc" format of the kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst.
 */
package io.kvmsdk.iso.cpio;
