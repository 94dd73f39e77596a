package io.kvmsdk.unattended;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A preseed file that someone wrote by hand: checked line by line, then kept as it is.
 *
 * <p>It is read as the installer's own debconf-set-selections reads it: a comment begins in the
 * first column, also between the lines that backslashes join, and the last answer to a question
 * wins.
 */
public final class PreseedFile implements AnswerFile {
  private final String text;
  private final Map<String, String> values;

  private PreseedFile(String text, Map<String, String> values) {
    this.text = text;
    this.values = values;
  }

  static PreseedFile read(Path file) {
    return parse(file, AnswerText.load(Kind.PRESEED, file));
  }

  static PreseedFile parse(Object name, String text) {
    Reader reader = new Reader();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      reader.line(++number, line.replace("\r", ""));
    }
    reader.end();
    if (!reader.problems.isEmpty()) {
      throw invalid(name, reader.problems);
    }
    return new PreseedFile(text.endsWith("\n") ? text : text + "\n", reader.values);
  }

  private static InvalidSpecException invalid(Object name, List<String> problems) {
    return new InvalidSpecException(Subject.of("preseed", name), problems);
  }

  /** The value given to {@code question}, empty if it has none. */
  public Optional<String> answer(String question) {
    return Optional.ofNullable(values.get(question));
  }

  @Override
  public Kind kind() {
    return Kind.PRESEED;
  }

  @Override
  public String render() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PreseedFile f && text.equals(f.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** How many answers there are, but none of them: some are passwords. */
  @Override
  public String toString() {
    return "PreseedFile[" + values.size() + " answers]";
  }

  /** Joins lines, and takes them apart. */
  private static final class Reader {
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final StringBuilder joined = new StringBuilder();
    private int first;

    void line(int number, String line) {
      if (line.startsWith("#") || line.isBlank()) {
        return;
      }
      if (joined.isEmpty()) {
        first = number;
      } else {
        joined.append(' ');
      }
      String part = line.strip();
      boolean more = line.endsWith("\\");
      joined.append(more ? part.substring(0, part.length() - 1).stripTrailing() : part);
      if (!more) {
        answer(joined.toString());
        joined.setLength(0);
      }
    }

    void end() {
      if (!joined.isEmpty()) {
        problem("the backslash at its end continues it, but nothing follows");
      }
      if (values.isEmpty() && problems.isEmpty()) {
        problems.add("there is no answer in it");
      }
    }

    private void answer(String line) {
      String[] words = line.split("\\s+", 4);
      if (line.startsWith("#")) {
        problem("a comment must begin in the first column, or it is read as an answer");
      } else if (words.length < 3) {
        problem("an answer is 'owner question type value', as 'd-i netcfg/get_hostname string a'");
      } else if (words[2].equals("seen")) {
        return;
      } else {
        Answer answer = new Answer(words[0], words[1], words[2], words.length < 4 ? "" : words[3]);
        answer.problems().forEach(this::problem);
        values.put(answer.question(), answer.value());
      }
    }

    private void problem(String problem) {
      problems.add("line " + first + ": " + problem);
    }
  }
}
