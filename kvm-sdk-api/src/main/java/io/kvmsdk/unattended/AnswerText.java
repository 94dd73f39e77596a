package io.kvmsdk.unattended;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Answers as their author wrote them, but for what the installer's way to them asks for. */
record AnswerText(Kind kind, String render) implements AnswerFile {
  /** Thousands of answers; what is longer was never meant to be an answer file. */
  private static final long LONGEST = 1 << 20;

  static AnswerText of(Kind kind, Object name, String text) {
    String lines = text.endsWith("\n") ? text : text + "\n";
    List<String> problems = AnswerChecks.problems(kind, lines);
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(subject(kind, name), problems);
    }
    return new AnswerText(kind, kind == Kind.AUTOINSTALL ? AnswerChecks.asUserData(lines) : lines);
  }

  /** The text of a file. */
  static String load(Kind kind, Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw InvalidSpecException.of(
            subject(kind, file), "the file is longer than " + LONGEST + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw InvalidSpecException.of(subject(kind, file), "the file is not UTF-8 text");
    } catch (IOException e) {
      throw FileErrors.explain("reading the " + word(kind), file, e);
    }
  }

  private static Subject subject(Kind kind, Object name) {
    return Subject.of(word(kind), name);
  }

  private static String word(Kind kind) {
    return kind == Kind.ALPINE ? "answer file" : kind.name().toLowerCase(Locale.ROOT);
  }

  /** Not the text: some of it is passwords. */
  @Override
  public String toString() {
    return "AnswerText[" + kind + ", " + render.length() + " characters]";
  }
}
