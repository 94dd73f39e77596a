package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One command of ovs-vsctl.
 *
 * @param options by name with its dashes; empty text where it takes no value
 * @param line where it begins, from 1
 */
public record Command(Verb verb, Map<String, String> options, List<String> arguments, int line) {
  public Command {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    arguments = List.copyOf(arguments);
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  Optional<String> option(String option) {
    return Optional.ofNullable(options.get(option));
  }

  String argument(int index) {
    return arguments.get(index);
  }

  List<String> argumentsFrom(int index) {
    return arguments.subList(Math.min(index, arguments.size()), arguments.size());
  }

  /** As it can be written in a script. */
  @Override
  public String toString() {
    Stream<String> before =
        options.entrySet().stream()
            .map(o -> o.getValue().isEmpty() ? o.getKey() : o.getKey() + "=" + o.getValue());
    return Stream.of(before, Stream.of(verb.toString()), arguments.stream())
        .flatMap(words -> words)
        .map(ShellReader::quote)
        .collect(joining(" "));
  }
}
