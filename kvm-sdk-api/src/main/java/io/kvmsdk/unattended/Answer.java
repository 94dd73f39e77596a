package io.kvmsdk.unattended;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One answer to one of debconf's questions, a line of a preseed file.
 *
 * @param owner the package that asks; {@code d-i} for the installer itself
 * @param question as {@code netcfg/get_hostname}
 * @param type as {@code string}; the question's own type
 * @param value one line, perhaps empty
 */
public record Answer(String owner, String question, String type, String value) {
  static final Set<String> TYPES =
      Set.of(
          "string",
          "boolean",
          "select",
          "multiselect",
          "password",
          "note",
          "text",
          "title",
          "error");

  public Answer {
    Objects.requireNonNull(owner);
    Objects.requireNonNull(question);
    Objects.requireNonNull(type);
    Objects.requireNonNull(value);
  }

  String line() {
    return value.isEmpty()
        ? owner + " " + question + " " + type
        : owner + " " + question + " " + type + " " + value;
  }

  /** What the installer's reader would misunderstand; never the value itself, it may be secret. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    note(problems, isWord(owner) && !owner.startsWith("#"), "the owner must be one word");
    note(problems, isWord(question), "a question is one word, as netcfg/get_hostname");
    note(problems, TYPES.contains(type), "there is no type '" + type + "', only " + typeNames());
    note(
        problems,
        value.chars().noneMatch(c -> Character.isISOControl(c) && c != '\t'),
        "the value must be one line without control characters");
    note(problems, value.equals(value.strip()), "the value begins or ends with a blank");
    note(problems, !value.endsWith("\\"), "a backslash at the end would continue the line");
    note(
        problems,
        !type.equals("boolean") || value.equals("true") || value.equals("false"),
        "a boolean is true or false");
    return problems;
  }

  private void note(List<String> problems, boolean good, String problem) {
    if (!good) {
      problems.add(question + ": " + problem);
    }
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
  }

  static String typeNames() {
    return String.join(", ", TYPES.stream().sorted().toList());
  }

  @Override
  public String toString() {
    return type.equals("password") ? owner + " " + question + " password …" : line();
  }
}
