package io.kvmsdk.ovs;

/** Who moves a bridge's packets (Bridge, {@code datapath_type}). */
public enum DatapathType {
  /** Linux: its module {@code openvswitch}. */
  SYSTEM("system"),
  /** ovs-vswitchd itself, as DPDK needs it; no kernel module is needed. */
  NETDEV("netdev");

  private final String text;

  DatapathType(String text) {
    this.text = text;
  }

  /** As the database writes it. */
  public String text() {
    return text;
  }
}
