package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a script says, command by command, and finds all that is wrong before any is done. */
public final class ScriptReader {
  static final Subject SCRIPT = new Subject("ovs-vsctl script", "");

  /** Options of ovs-vsctl that mean nothing here: there is no console, and no log of its own. */
  private static final Set<String> IGNORED = Set.of("--no-syslog", "--retry", "--verbose", "-v");

  private final List<String> problems = new ArrayList<>();

  private ScriptReader() {}

  /**
   * @throws InvalidSpecException with everything that cannot be understood, or may not be done
   */
  public static List<Invocation> read(String text, boolean ignoreRedirections) {
    ScriptReader reader = new ScriptReader();
    List<Invocation> invocations = new ArrayList<>();
    for (List<Word> words : new ShellReader(text, ignoreRedirections, reader.problems).commands()) {
      reader.invocation(words).ifPresent(invocations::add);
    }
    if (!reader.problems.isEmpty()) {
      throw new InvalidSpecException(SCRIPT, reader.problems);
    }
    return invocations;
  }

  private Optional<Invocation> invocation(List<Word> words) {
    String program = words.get(0).text();
    if (!program.equals("ovs-vsctl") && !program.endsWith("/ovs-vsctl")) {
      problem(words.get(0), "is another command than ovs-vsctl");
      return Optional.empty();
    }
    return Optional.of(new OfOne(words).read());
  }

  private void problem(Word word, String what) {
    problems.add(word.at() + " " + what);
  }

  /** Of one call of ovs-vsctl. */
  private final class OfOne {
    private final List<Word> words;
    private int next = 1;
    private boolean noWait;
    private Optional<Duration> timeout = Optional.empty();
    private final List<Command> commands = new ArrayList<>();

    /** Those before the first command's name that are the command's, not ovs-vsctl's. */
    private final Map<String, String> first = new LinkedHashMap<>();

    OfOne(List<Word> words) {
      this.words = words;
    }

    Invocation read() {
      while (next < words.size() && words.get(next).text().startsWith("-")) {
        Word word = words.get(next++);
        if (word.text().equals("--")) {
          break;
        }
        option(word);
      }
      int start = next;
      for (int i = start; i <= words.size(); i++) {
        if (i == words.size() || words.get(i).text().equals("--")) {
          command(words.subList(start, i));
          start = i + 1;
        }
      }
      if (commands.isEmpty() && problems.isEmpty()) {
        problem(words.get(0), "has no command");
      }
      return new Invocation(noWait, timeout, commands);
    }

    private void option(Word word) {
      String name = word.text().replaceFirst("=.*", "");
      if (name.equals("--no-wait")) {
        noWait = true;
      } else if (name.equals("--timeout") || name.matches("-t[0-9]*")) {
        timeout(word, name.startsWith("-t") ? name.substring(2) : "");
      } else if (IGNORED.contains(name) || name.startsWith("-v")) {
        return;
      } else if (name.equals("--db")) {
        problem(word, "names a database; the one that the script is run on is told apart from it");
      } else if (name.equals("--dry-run")) {
        problem(word, "asks for a dry run; make a plan of the script instead");
      } else if (Set.of("--id", "--columns", "--inactivity-probe").contains(name)
          && !word.text().contains("=")
          && next < words.size()) {
        first.put(name, words.get(next++).text());
      } else {
        commandOption(word, first);
      }
    }

    private void timeout(Word word, String attached) {
      String seconds = attached;
      if (word.text().contains("=")) {
        seconds = word.text().substring(word.text().indexOf('=') + 1);
      } else if (seconds.isEmpty() && next < words.size()) {
        seconds = words.get(next++).text();
      }
      if (seconds.matches("[0-9]{1,9}")) {
        long number = Long.parseLong(seconds);
        timeout = number == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(number));
      } else {
        problem(word, "takes a number of seconds");
      }
    }

    private void commandOption(Word word, Map<String, String> options) {
      String text = word.text();
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      if (options.put(name, equals < 0 ? "" : text.substring(equals + 1)) != null) {
        problem(word, "is there twice");
      }
    }

    private void command(List<Word> its) {
      Map<String, String> options = new LinkedHashMap<>(first);
      int name = 0;
      while (name < its.size() && its.get(name).text().startsWith("-")) {
        commandOption(its.get(name++), options);
      }
      if (name < its.size()) {
        first.clear();
        command(its.get(name), options, its.subList(name + 1, its.size()));
      } else if (!options.isEmpty()) {
        problem(words.get(0), "has options " + options.keySet() + " without a command");
        first.clear();
      }
    }

    private void command(Word name, Map<String, String> options, List<Word> arguments) {
      Optional<Verb> verb = Verb.find(name.text());
      if (verb.isEmpty()) {
        problem(name, Verb.refusal(name.text()).orElse("is no command of ovs-vsctl"));
        return;
      }
      options.forEach((option, value) -> check(name, verb.get(), option, value));
      count(name, verb.get(), arguments);
      commands.add(
          new Command(
              verb.get(), options, arguments.stream().map(Word::text).toList(), name.line()));
    }

    private void check(Word name, Verb verb, String option, String value) {
      if (verb.options.contains(option + "=")) {
        if (value.isEmpty()) {
          problem(name, "wants a value for its option " + option);
        }
      } else if (!verb.options.contains(option)) {
        problem(name, "has no option " + option);
      } else if (!value.isEmpty()) {
        problem(name, "takes no value for its option " + option);
      }
    }

    private void count(Word name, Verb verb, List<Word> arguments) {
      if (arguments.size() < verb.least) {
        problem(name, "takes at least " + verb.least + " arguments");
      } else if (arguments.size() > verb.most) {
        problem(arguments.get(verb.most), "is too much: " + verb + " takes " + verb.most);
      } else if (verb == Verb.ADD_BR && arguments.size() == 2) {
        problem(name, "takes exactly 1 or 3 arguments");
      }
    }
  }
}
