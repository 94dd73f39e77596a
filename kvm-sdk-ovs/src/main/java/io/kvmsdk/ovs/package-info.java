/**
 * Open vSwitch: bridges, ports and what belongs to them, said as values and brought about in one
 * transaction. Names are those of ovs-vswitchd.conf.db(5).
 */
package io.kvmsdk.ovs;
