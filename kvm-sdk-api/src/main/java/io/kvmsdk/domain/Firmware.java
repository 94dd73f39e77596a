package io.kvmsdk.domain;

/** What the guest boots by. */
public enum Firmware {
  BIOS,
  UEFI
}
