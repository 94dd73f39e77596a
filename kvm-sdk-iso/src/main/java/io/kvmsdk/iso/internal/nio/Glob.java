package io.kvmsdk.iso.internal.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Turns a glob into a regular expression, as {@link java.nio.file.FileSystem} defines globs. */
final class Glob {
  private static final char END = 0;
  private static final String NOT_SEPARATOR = "[^/]";
  private static final String SPECIAL = "\\^$.|?*+()[]{}";

  private final String glob;
  private final StringBuilder regex = new StringBuilder("^");
  private int at;
  private boolean inGroup;

  private Glob(String glob) {
    this.glob = glob;
  }

  /**
   * @throws PatternSyntaxException if a bracket, a group or an escape has no end, a group is in a
   *     group, or a bracket has a slash or a wrong range
   */
  static Pattern compile(String glob) {
    Glob compiler = new Glob(glob);
    while (compiler.at < glob.length()) {
      compiler.next();
    }
    if (compiler.inGroup) {
      throw compiler.fault("'}' is missing");
    }
    return Pattern.compile(compiler.regex.append('$').toString(), Pattern.DOTALL);
  }

  private char peek() {
    return at < glob.length() ? glob.charAt(at) : END;
  }

  private char take() {
    return glob.charAt(at++);
  }

  private boolean takeIf(char c) {
    boolean here = peek() == c;
    at += here ? 1 : 0;
    return here;
  }

  private PatternSyntaxException fault(String problem) {
    return new PatternSyntaxException(problem, glob, at - 1);
  }

  private void next() {
    char c = take();
    switch (c) {
      case '\\' -> escaped();
      case '[' -> bracket();
      case '{' -> openGroup();
      case '}' -> regex.append(inGroup ? "))" : "}");
      case ',' -> regex.append(inGroup ? ")|(?:" : ",");
      case '*' -> regex.append(takeIf('*') ? ".*" : NOT_SEPARATOR + "*");
      case '?' -> regex.append(NOT_SEPARATOR);
      default -> literal(c);
    }
    inGroup &= c != '}';
  }

  private void literal(char c) {
    if (SPECIAL.indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }

  private void escaped() {
    if (at == glob.length()) {
      throw fault("nothing follows the backslash");
    }
    literal(take());
  }

  private void openGroup() {
    if (inGroup) {
      throw fault("a group in a group");
    }
    regex.append("(?:(?:");
    inGroup = true;
  }

  /** In a bracket nothing is special but {@code !} at the start, ranges, and the end. */
  private void bracket() {
    regex.append("[" + NOT_SEPARATOR + "&&[");
    if (takeIf('!')) {
      regex.append('^');
    } else if (peek() == '^') {
      regex.append('\\').append(take());
    }
    if (takeIf('-')) {
      regex.append("\\-");
    }
    while (peek() != ']') {
      bracketItem();
    }
    take();
    regex.append("]]");
  }

  private void bracketItem() {
    char from = bracketCharacter();
    if (from == '-') {
      throw fault("a range that does not begin");
    }
    bracketLiteral(from);
    if (peek() != '-') {
      return;
    }
    take();
    if (peek() == ']') {
      regex.append("\\-");
      return;
    }
    char to = bracketCharacter();
    if (to < from) {
      throw fault("a range that ends before it begins");
    }
    regex.append('-');
    bracketLiteral(to);
  }

  private char bracketCharacter() {
    if (at == glob.length()) {
      throw fault("']' is missing");
    }
    char c = take();
    if (c == '/') {
      throw fault("a slash in a bracket");
    }
    return c;
  }

  private void bracketLiteral(char c) {
    if ("\\[&^-".indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }
}
