/**
 * The Open vSwitch database protocol, RFC 7047, spoken directly: no {@code ovs-vsctl} is run.
 * Comments cite the RFC's sections.
 */
package io.kvmsdk.ovs.ovsdb;
