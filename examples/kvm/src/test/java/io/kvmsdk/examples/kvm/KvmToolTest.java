package io.kvmsdk.examples.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvmToolTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "remaster",
        "clone",
        "install",
        "list",
        "dumpxml",
        "delete",
        "ovs",
        "ovs-mesh"
      })
  void help_isThereForEachTask(String task) {
    ToolRun run = ToolRun.of(task, "--help").succeeded();

    assertThat(run.out()).startsWith("Usage: examples/run " + task);
  }

  @Test
  void misuse_isToldInShortAndExitsWithTwo() {
    ToolRun run = ToolRun.of("clone", "--count", "many");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: ")
        .contains("--count", "'examples/run clone --help' tells more.");
  }

  @Test
  void sizes_areExplainedWhereTheyCannotBeRead() {
    ToolRun run = ToolRun.of("install", "--memory", "2 apples");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("--memory", "as in 20G").doesNotContain("Exception");
  }

  @Test
  void noTask_isMisuse() {
    assertThat(ToolRun.of().exit()).isEqualTo(2);
  }

  @Test
  void verbose_showsWhereAnErrorComesFrom() {
    ToolRun run = ToolRun.of("list", "--verbose", "--connect", "gopher://hole");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("UnsupportedException", "at io.kvmsdk.Kvm.");
  }
}
