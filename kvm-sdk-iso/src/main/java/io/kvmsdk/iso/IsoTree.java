package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.tree.Naming;

/** The ways in which an image can name its files; most have two or three. The best one is first. */
public enum IsoTree {
  /** POSIX names, owners, modes and links. */
  ROCK_RIDGE(Naming.ROCK_RIDGE),

  /** Names of 64 or 103 characters, for Windows. */
  JOLIET(Naming.JOLIET),

  /** The enhanced tree of ISO 9660:1999, with names of 207 bytes. */
  ENHANCED(Naming.ENHANCED),

  /** The names of ECMA-119, without version numbers; found in upper and lower case. */
  PLAIN(Naming.PLAIN);

  private final Naming naming;

  IsoTree(Naming naming) {
    this.naming = naming;
  }

  Naming naming() {
    return naming;
  }

  static IsoTree of(Naming naming) {
    return values()[naming.ordinal()];
  }
}
