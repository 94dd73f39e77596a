package io.kvmsdk.unattended;

/** What the installer does when it is done. */
public enum Ending {
  /** Turns the machine off, which tells whoever started it that the installation succeeded. */
  POWEROFF,
  /** Boots the new system. */
  REBOOT
}
