package io.kvmsdk.ovs.ovsdb;

import java.util.Locale;

/** What an atom can be (RFC 7047, 3.2, {@code <atomic-type>}). */
public enum AtomicType {
  INTEGER,
  REAL,
  BOOLEAN,
  STRING,
  UUID;

  /** As schemas write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
