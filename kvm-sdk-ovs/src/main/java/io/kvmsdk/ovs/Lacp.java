package io.kvmsdk.ovs;

import java.util.Locale;

/** Whether both ends of a bond agree on its members by LACP (Port, {@code lacp}). */
public enum Lacp {
  /** It asks. */
  ACTIVE,
  /** It answers. */
  PASSIVE,
  OFF;

  /** As the database writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
