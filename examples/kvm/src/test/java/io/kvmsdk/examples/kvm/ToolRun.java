package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** One run of the tool, as from a shell. */
record ToolRun(int exit, String out, String err) {
  static ToolRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        KvmTool.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new ToolRun(exit, out.toString(), err.toString());
  }

  /** This run, if it went well and had nothing to complain of. */
  ToolRun succeeded() {
    assertThat(err).isEmpty();
    assertThat(exit).isZero();
    return this;
  }

  /** This run, if it failed in one line that names the object and what else is in {@code words}. */
  ToolRun failedSaying(String... words) {
    assertThat(exit).as(out + err).isEqualTo(1);
    assertThat(err.lines()).hasSize(1);
    assertThat(err).startsWith("error: ").contains(words);
    return this;
  }
}
