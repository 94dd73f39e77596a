package io.kvmsdk.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.InvalidSpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts are read as a shell would read them, and what only a shell could do is refused. */
class VsctlScriptTest {
  /** As kvm-crate's README has it. */
  static final String KVM_CRATE =
      """
      ovs-vsctl add-br ovsbr0;
                                  ovs-vsctl add-br ovsbr1
                                  ovs-vsctl add-port ovsbr0 eth0;
                                  ovs-vsctl add-port ovsbr0 ovshost0 -- set interface ovshost0 type=internal;
                                  ovs-vsctl add-port ovsbr1 ovshost1 -- set interface ovshost1 type=internal""";

  private static List<String> steps(String text) {
    return VsctlScript.parse(text).steps().stream().map(VsctlStep::toString).toList();
  }

  @Test
  void parse_whenItIsKvmCratesExample_readsAllItsSteps() {
    assertThat(steps(KVM_CRATE))
        .containsExactly(
            "add-br ovsbr0",
            "add-br ovsbr1",
            "add-port ovsbr0 eth0",
            "add-port ovsbr0 ovshost0",
            "set interface ovshost0 type=internal",
            "add-port ovsbr1 ovshost1",
            "set interface ovshost1 type=internal");
  }

  @Test
  void steps_whenOptionsAreGiven_tellThemTyped() {
    VsctlStep step =
        VsctlScript.parse("\novs-vsctl --no-wait -- --id=@q create qos type=linux-htb")
            .steps()
            .get(0);
    assertThat(step.line()).isEqualTo(2);
    assertThat(step.verb()).isEqualTo("create");
    assertThat(step.options()).containsOnlyKeys("--id").containsValue("@q");
    assertThat(step.arguments()).containsExactly("qos", "type=linux-htb");
  }

  @Test
  void parse_whenWordsAreQuoted_readsThemAsTheShellDoes() {
    assertThat(
            VsctlScript.parse(
                    """
                    # a comment; with a semicolon
                    /usr/bin/ovs-vsctl set bridge 'br 0' "other_config:a=\\"x\\\\y\\"" b\\ c=d#e \\
                      'it'"'"'s=${no}' && ovs-vsctl set port p trunks=[1,2] other_config={} # end
                    """)
                .steps())
        .extracting(VsctlStep::arguments)
        .containsExactly(
            List.of("bridge", "br 0", "other_config:a=\"x\\y\"", "b c=d#e", "it's=${no}"),
            List.of("port", "p", "trunks=[1,2]", "other_config={}"));
  }

  @Test
  void parse_whenOptionsAreOvsVsctlsOwn_heedsThem() {
    assertThat(steps("ovs-vsctl -t 5 --no-wait --may-exist add-br a -- --if-exists del-port b"))
        .containsExactly("--may-exist add-br a", "--if-exists del-port b");
    assertThat(steps("ovs-vsctl --timeout=5 -- --if-exists del-br a -- --id=@x get port p"))
        .containsExactly("--if-exists del-br a", "--id=@x get port p");
    assertThat(steps("ovs-vsctl -t5 --id @x get port p -- -- list-br"))
        .containsExactly("--id=@x get port p", "list-br");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KVM_CRATE,
        "ovs-vsctl --no-wait --timeout=7 -- --may-exist add-br 'a b' -- set bridge 'a b' \"x=it's\"",
        "ovs-vsctl -- --id=@q create qos 'other_config={a=1,b=2}' -- set port p qos=@q",
        "ovs-vsctl set port p 'external_ids:x=\"a\nb\"' ''",
        ""
      })
  void toString_whenParsedAgain_isTheSame(String text) {
    VsctlScript script = VsctlScript.parse(text);
    VsctlScript again = VsctlScript.parse(script.toString());
    assertThat(again).hasToString(script.toString());
    assertThat(again.steps())
        .extracting(VsctlStep::arguments)
        .isEqualTo(script.steps().stream().map(VsctlStep::arguments).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "ovs-vsctl add-br $BR => line 1, column 18, '$BR' is a variable",
        "ovs-vsctl add-br \"x$BR\" => line 1, column 20, '$BR\"' is a variable",
        "ovs-vsctl list-br | grep x => line 1, column 19, '|' is a pipe",
        "ovs-vsctl br-exists a || ovs-vsctl add-br a => '||' is a pipe or an alternative",
        "ovs-vsctl add-br a > /dev/null => line 1, column 20, '>' is a redirection",
        "ovs-vsctl add-br a & => '&' is a command in the background",
        "ovs-vsctl del-port eth* => '*' is a pattern",
        "ovs-vsctl set port p x={a,b} => '{a,b}' is a brace",
        "ovs-vsctl add-br 'a => line 1, column 18, ''a' is a quote without an end",
        "ifconfig eth0 up => line 1, column 1, 'ifconfig' is another command",
        "A=b ovs-vsctl add-br a => 'A=b' is another command",
        "ovs-vsctl => line 1, column 1, 'ovs-vsctl' has no command",
        "ovs-vsctl zork => line 1, column 11, 'zork' is no command of ovs-vsctl",
        "ovs-vsctl emer-reset => 'emer-reset' resets the whole switch",
        "ovs-vsctl set-ssl a b => 'set-ssl' takes at least 3 arguments",
        "ovs-vsctl --bootstrap del-ssl => 'del-ssl' has no option --bootstrap",
        "ovs-vsctl add-br => 'add-br' takes at least 1 arguments",
        "ovs-vsctl list-br x => line 1, column 19, 'x' is too much: list-br takes 0",
        "ovs-vsctl --if-exists add-br a => 'add-br' has no option --if-exists",
        "ovs-vsctl -- --id create qos => 'create' wants a value",
        "ovs-vsctl --if-exists=1 del-br a => 'del-br' takes no value",
        "ovs-vsctl --db=unix:/x list-br => '--db=unix:/x' names a database",
        "ovs-vsctl --dry-run list-br => '--dry-run' asks for a dry run",
        "ovs-vsctl --timeout=x list-br => '--timeout=x' takes a number",
      })
  void parse_whenItCannotBeDone_saysWhere(String text, String problem) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> VsctlScript.parse(text))
        .withMessageContaining(problem);
  }

  @Test
  void parse_whenSeveralThingsAreWrong_tellsAllAtOnce() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> VsctlScript.parse("ovs-vsctl add-br $A\nls\novs-vsctl add-br b; zork"))
        .satisfies(e -> assertThat(e.problems()).hasSize(3))
        .withMessageContaining("line 2, column 1, 'ls'")
        .withMessageContaining("line 3, column 21, 'zork'");
  }

  @Test
  void parse_whenRedirectionsAreToBeIgnored_readsOverThem() {
    VsctlScript script =
        VsctlScript.parse(
            "ovs-vsctl add-br a >/dev/null 2>&1; ovs-vsctl add-br b 2> log",
            VsctlScript.Leniency.IGNORE_REDIRECTIONS);
    assertThat(script).hasToString("ovs-vsctl add-br a\novs-vsctl add-br b");
  }

  @Test
  void toString_whenTheTextIsWindows_hasNoTraceOfIt() {
    assertThat(VsctlScript.parse("ovs-vsctl add-br a\r\novs-vsctl add-port a \\\r\n b\r\n"))
        .hasToString("ovs-vsctl add-br a\novs-vsctl add-port a b");
  }
}
