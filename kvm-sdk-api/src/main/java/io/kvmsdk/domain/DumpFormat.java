package io.kvmsdk.domain;

/** The format of a core dump. libvirt: {@code virDomainCoreDumpFormat}, in its order. */
public enum DumpFormat {
  /** ELF with {@link DumpOption#MEMORY_ONLY}, else QEMU's own. */
  RAW,
  /** makedumpfile's, zlib; this and what follows need {@link DumpOption#MEMORY_ONLY}. */
  KDUMP_ZLIB,
  KDUMP_LZO,
  KDUMP_SNAPPY,
  /** Windows' full crash dump; the guest needs QEMU's driver {@code fwcfg}. */
  WIN_DMP
}
