package io.kvmsdk.ovs;

import io.kvmsdk.ovs.ovsdb.Row;
import io.kvmsdk.ovs.vsctl.Program;
import java.util.List;

/**
 * What one step of a script gave.
 *
 * @param text what ovs-vsctl would have printed, with its line ends; empty for most steps
 * @param rows that a {@code get}, {@code list}, {@code find} or {@code create} is about, whole
 */
public record VsctlOutput(VsctlStep step, String text, List<Row> rows) {
  public VsctlOutput {
    rows = List.copyOf(rows);
  }

  static VsctlOutput of(Program.Printed printed) {
    return new VsctlOutput(VsctlStep.of(printed.command()), printed.text(), printed.rows());
  }

  public List<String> lines() {
    return text.lines().toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
