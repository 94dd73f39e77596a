package io.kvmsdk.ovs.vsctl;

/**
 * A word of a script, its quotes removed.
 *
 * @param line from 1
 * @param column from 1, where the word begins
 */
record Word(String text, int line, int column) {
  /** As it is named in problems. */
  String at() {
    return "line " + line + ", column " + column + ", '" + text + "'";
  }
}
