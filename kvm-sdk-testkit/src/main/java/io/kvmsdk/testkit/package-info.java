/**
 * A hypervisor to test against without one: {@link io.kvmsdk.testkit.FakeHypervisor}, with scripted
 * guests, time and faults.
 */
package io.kvmsdk.testkit;
