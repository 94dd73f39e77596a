/**
 * The FAT file system of EFI boot images, read and changed where it lies. "FAT 3.1" and the like
 * are sections of Microsoft's FAT specification (version 1.03 as contributed to the UEFI Forum,
 * 2005), which UEFI 2.10, 13.3, refers to.
 */
package io.kvmsdk.iso.internal.fat;
