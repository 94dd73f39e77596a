/** Open vSwitch and its database protocol. */
module io.kvmsdk.ovs {
  requires transitive io.kvmsdk;
  requires com.fasterxml.jackson.core;
  requires static org.immutables.value;

  exports io.kvmsdk.ovs;
  exports io.kvmsdk.ovs.ovsdb;
}
