package io.kvmsdk.ovs.vsctl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a text into commands and words, as the shell does (POSIX.1-2017, Shell Command Language,
 * 2.2 and 2.3), and refuses whatever only a shell could carry out.
 */
final class ShellReader {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./\\[\\]!-]+");

  private final String text;
  private final boolean ignoreRedirections;
  private final List<String> problems;
  private final List<List<Word>> commands = new ArrayList<>();
  private List<Word> command = new ArrayList<>();

  /** The word being read; nothing between words, since "" is a word. */
  private StringBuilder word;

  private int wordLine;
  private int wordColumn;
  private boolean quoted;
  private boolean dropNextWord;
  private int at;
  private int line = 1;
  private int lineStart;

  /**
   * @param problems gets what is refused
   */
  ShellReader(String text, boolean ignoreRedirections, List<String> problems) {
    this.text = text;
    this.ignoreRedirections = ignoreRedirections;
    this.problems = problems;
  }

  /** Commands in their order, each with at least one word. */
  List<List<Word>> commands() {
    while (at < text.length()) {
      character(text.charAt(at));
    }
    endCommand();
    return commands;
  }

  private void character(char c) {
    switch (c) {
      case ' ', '\t', '\r' -> {
        endWord();
        at++;
      }
      case '\n' -> {
        endCommand();
        newLine();
      }
      case ';' -> {
        endCommand();
        at++;
      }
      case '#' -> comment();
      case '\\' -> escape();
      case '\'' -> singleQuotes();
      case '"' -> doubleQuotes();
      case '&' -> ampersand();
      case '<', '>' -> redirection();
      case '$', '`', '|', '(', ')', '*', '?', '~', '{' -> special(c);
      default -> append(c);
    }
  }

  /** What one character means to a shell beyond being part of a word. */
  private void special(char c) {
    switch (c) {
      case '$' -> refuse("a variable or substitution; write its value");
      case '`' -> refuse("a command substitution; write its output");
      case '|' -> refuse("a pipe or an alternative; only steps that all must succeed are taken");
      case '(', ')' -> refuse("a parenthesis of the shell; put it into quotes");
      case '*', '?' -> refuse("a pattern of file names; put it into quotes");
      case '~' -> {
        if (word == null) {
          refuse("a home folder");
        } else {
          append(c);
        }
      }
      default -> brace();
    }
  }

  /** Some shells make {@code {a,b}} and {@code {1..3}} several words, none does {@code {a=1}}. */
  private void brace() {
    int end = at;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String rest = text.substring(at, end);
    if (rest.contains(",") || rest.contains("..")) {
      refuse("a brace that some shells expand; put the whole word into quotes");
    } else {
      append('{');
    }
  }

  private void ampersand() {
    if (text.startsWith("&&", at)) {
      endCommand(); // all or nothing: what comes after it runs only if this succeeds
      at += 2;
    } else {
      refuse("a command in the background");
    }
  }

  private void redirection() {
    if (!ignoreRedirections) {
      refuse("a redirection; leave it away, or ask for redirections to be ignored");
      return;
    }
    if (word != null && !quoted && word.chars().allMatch(Character::isDigit)) {
      word = null; // the number of the file
    }
    endWord();
    while (at < text.length() && "<>&".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    dropNextWord = true;
  }

  private void refuse(String what) {
    int end = at + 1;
    while (end < text.length() && end < at + 20 && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    problems.add(new Word(text.substring(at, end), line, column()).at() + " is " + what);
    skipLine();
    word = null;
    command.clear();
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void comment() {
    if (word == null) {
      skipLine();
    } else {
      append('#');
    }
  }

  private void escape() {
    if (text.startsWith("\r\n", at + 1)) {
      at++;
    }
    if (at + 1 >= text.length()) {
      refuse("a backslash with nothing after it");
    } else if (text.charAt(at + 1) == '\n') {
      at++;
      newLine();
    } else {
      at++;
      quoted();
      append(text.charAt(at));
    }
  }

  private void singleQuotes() {
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      refuse("a quote without an end");
      return;
    }
    quoted();
    at++;
    while (at < end) {
      literal(text.charAt(at));
    }
    at++;
  }

  private void doubleQuotes() {
    int start = at;
    quoted();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at);
      if (c == '$' || c == '`') {
        special(c);
        return;
      }
      if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
        at++;
        if (text.charAt(at) == '\n') {
          newLine();
          continue;
        }
      }
      literal(text.charAt(at));
    }
    if (at == text.length()) {
      at = start;
      refuse("a quote without an end");
    } else {
      at++;
    }
  }

  private void literal(char c) {
    if (c == '\n') {
      word.append(c);
      newLine();
    } else {
      append(c);
    }
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private int column() {
    return at - lineStart + 1;
  }

  private void quoted() {
    begin();
    quoted = true;
  }

  private void begin() {
    if (word == null) {
      word = new StringBuilder();
      wordLine = line;
      wordColumn = column();
      quoted = false;
    }
  }

  private void append(char c) {
    begin();
    word.append(c);
    at++;
  }

  private void endWord() {
    if (word != null) {
      if (!dropNextWord) {
        command.add(new Word(word.toString(), wordLine, wordColumn));
      }
      dropNextWord = false;
      word = null;
    }
  }

  private void endCommand() {
    endWord();
    dropNextWord = false;
    if (!command.isEmpty()) {
      commands.add(command);
      command = new ArrayList<>();
    }
  }

  /** Puts a word so that it is read as it is. */
  static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
