package io.kvmsdk.ovs;

import io.kvmsdk.ovs.vsctl.Command;
import java.util.List;
import java.util.Map;

/**
 * One command of a script of ovs-vsctl, as {@code add-port br0 eth0}.
 *
 * @param line where it begins, from 1
 * @param verb as {@code add-port}
 * @param options by name with its dashes, as {@code --id}; the text is empty where an option takes
 *     no value
 */
public record VsctlStep(
    int line, String verb, Map<String, String> options, List<String> arguments, String text) {
  static VsctlStep of(Command command) {
    return new VsctlStep(
        command.line(),
        command.verb().toString(),
        command.options(),
        command.arguments(),
        command.toString());
  }

  /** As it can be written in a script. */
  @Override
  public String toString() {
    return text;
  }
}
