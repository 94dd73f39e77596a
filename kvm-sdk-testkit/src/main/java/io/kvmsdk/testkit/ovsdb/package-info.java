/**
 * A database server to test Open vSwitch's clients against without Open vSwitch: {@link
 * io.kvmsdk.testkit.ovsdb.FakeOvsdbServer}, with a switch that obeys, and faults.
 */
package io.kvmsdk.testkit.ovsdb;
