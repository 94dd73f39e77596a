/** Partition tables and boot code in the first 16 blocks, for booting from a disk or USB stick. */
package io.kvmsdk.iso.internal.systemarea;
