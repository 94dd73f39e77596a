/**
 * A fake hypervisor, a fake OVSDB server, fixtures, and the contract suites that hold the fake to
 * the truth.
 */
module io.kvmsdk.testkit {
  requires java.xml;
  requires transitive io.kvmsdk;
  // Only the contract suites need these two, and who runs them has them.
  requires static org.assertj.core;
  requires static org.junit.jupiter.api;

  exports io.kvmsdk.testkit;
  exports io.kvmsdk.testkit.contract;
  exports io.kvmsdk.testkit.fixture;
  exports io.kvmsdk.testkit.ovsdb;

  provides io.kvmsdk.HypervisorProvider with
      io.kvmsdk.testkit.FakeProvider;
}
