/** Open vSwitch and its database protocol. */
module io.kvmsdk.ovs {
  requires transitive io.kvmsdk;
}
