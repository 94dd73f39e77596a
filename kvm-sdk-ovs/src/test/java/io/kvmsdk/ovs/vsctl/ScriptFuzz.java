package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.error.KvmException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any text is a script, or is refused as documented; what is read can be written and read again.
 */
public final class ScriptFuzz {
  private ScriptFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    List<Invocation> script;
    try {
      script = ScriptReader.read(text, input.length % 2 == 0);
    } catch (KvmException asDocumented) {
      return;
    }
    String written = String.join("\n", script.stream().map(Invocation::toString).toList());
    if (!ScriptReader.read(written, false).stream()
        .map(Invocation::toString)
        .toList()
        .equals(script.stream().map(Invocation::toString).toList())) {
      throw new AssertionError("written as " + written);
    }
    try {
      Program program = SmallSwitch.compile(script);
      program.operations();
      program.changes();
      program.printed();
    } catch (KvmException asDocumented) {
      // the small switch has no such record, or it may not be so
    }
  }
}
