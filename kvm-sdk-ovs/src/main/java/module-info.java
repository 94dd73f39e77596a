/** Open vSwitch and its database protocol. */
module io.kvmsdk.ovs {
  requires transitive io.kvmsdk;
  requires com.fasterxml.jackson.core;

  exports io.kvmsdk.ovs.ovsdb;
}
