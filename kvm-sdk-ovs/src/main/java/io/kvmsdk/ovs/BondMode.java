package io.kvmsdk.ovs;

/** How a bond spreads packets over its members (Port, {@code bond_mode}). */
public enum BondMode {
  /** All over one; the others wait for it to fail. */
  ACTIVE_BACKUP("active-backup"),
  /** By source address and VLAN. */
  BALANCE_SLB("balance-slb"),
  /** By connection; needs {@link Lacp}. */
  BALANCE_TCP("balance-tcp");

  private final String text;

  BondMode(String text) {
    this.text = text;
  }

  /** As the database writes it. */
  public String text() {
    return text;
  }
}
