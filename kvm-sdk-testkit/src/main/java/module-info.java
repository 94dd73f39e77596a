/** A fake hypervisor, fixtures, and the contract suites that hold the fake to the truth. */
module io.kvmsdk.testkit {
  requires transitive io.kvmsdk;

  exports io.kvmsdk.testkit.fixture;
}
