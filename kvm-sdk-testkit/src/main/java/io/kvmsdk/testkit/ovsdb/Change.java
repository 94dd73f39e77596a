package io.kvmsdk.testkit.ovsdb;

/**
 * What a transaction did to a row.
 *
 * @param before null if it is new
 * @param after null if it is gone
 */
record Change(Table table, Row before, Row after) {
  Row either() {
    return after == null ? before : after;
  }
}
