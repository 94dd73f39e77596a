package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths, in the syntax of {@link java.nio.file.FileSystem#getPathMatcher}. It also
 * tells which folders can hold a match, so that the others need not be read.
 */
public final class Glob {
  private final String glob;
  private final int flags;
  private final Pattern whole;
  private final List<String> names;
  private final List<Pattern> levels = new ArrayList<>();
  private final boolean anyDepth;

  /**
   * Reads a pattern for a whole path; the leading slash may be missing.
   *
   * @param ignoreCase whether upper and lower case are the same
   * @throws InvalidSpecException if it is no pattern
   */
  public Glob(String glob, boolean ignoreCase) {
    this.flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    this.glob = glob.startsWith("/") ? glob : "/" + glob;
    this.whole = compile(this.glob);
    this.names = List.of(this.glob.substring(1).split("/", -1));
    int level = 0;
    while (level < names.size() && simple(names.get(level))) {
      levels.add(compile(names.get(level++)));
    }
    this.anyDepth = level < names.size();
  }

  /**
   * A regular expression for whole paths, for callers that know the JDK's words.
   *
   * @throws PatternSyntaxException if it is no pattern
   */
  public static Pattern pattern(String glob) {
    return Pattern.compile(new Translation(glob).regex(), Pattern.DOTALL);
  }

  /** Whether it stands for one name, whatever stands beside it. */
  private static boolean simple(String name) {
    return !name.contains("**")
        && !name.endsWith("\\")
        && name.chars().filter(c -> c == '{').count() == name.chars().filter(c -> c == '}').count();
  }

  private Pattern compile(String part) {
    try {
      return Pattern.compile(new Translation(part).regex(), flags);
    } catch (PatternSyntaxException e) {
      throw InvalidSpecException.of(Subject.of("pattern", glob), e.getDescription());
    }
  }

  public boolean matches(String path) {
    return whole.matcher(path).matches();
  }

  /** The folder from which on there can be matches: the names before the first wild one. */
  public List<String> literalPrefix() {
    int end = 0;
    while (end < levels.size() && end < names.size() - 1 && literal(names.get(end))) {
      end++;
    }
    return names.subList(0, end);
  }

  private static boolean literal(String name) {
    return !name.isEmpty() && name.chars().noneMatch(c -> "*?[{}\\".indexOf(c) >= 0);
  }

  /**
   * Whether anything below a folder can match.
   *
   * @param path the folder's, whose parent can hold a match
   */
  public boolean leadsOn(String path) {
    int depth = (int) path.chars().filter(c -> c == '/').count();
    if (depth > levels.size()) {
      return anyDepth;
    }
    boolean last = depth == levels.size() && !anyDepth;
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !last && levels.get(depth - 1).matcher(name).matches();
  }

  /** Turns a glob into a regular expression, a character at a time. */
  private static final class Translation {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean inGroup;

    Translation(String glob) {
      this.glob = glob;
    }

    String regex() {
      while (at < glob.length()) {
        translate(glob.charAt(at++));
      }
      if (inGroup) {
        throw new PatternSyntaxException("'}' is missing", glob, at);
      }
      return regex.toString();
    }

    private void translate(char c) {
      switch (c) {
        case '*' -> star();
        case '?' -> regex.append("[^/]");
        case '[' -> bracket();
        case '{' -> openGroup();
        case '}' -> closeGroup();
        case ',' -> regex.append(inGroup ? ")|(?:" : ",");
        case '\\' -> literal(next("a character is missing after '\\'"));
        default -> literal(c);
      }
    }

    private void star() {
      regex.append(taken('*') ? ".*" : "[^/]*");
    }

    private void openGroup() {
      if (inGroup) {
        throw new PatternSyntaxException("groups cannot be nested", glob, at);
      }
      inGroup = true;
      regex.append("(?:(?:");
    }

    private void closeGroup() {
      regex.append(inGroup ? "))" : "\\}");
      inGroup = false;
    }

    /** A set never matches a slash; in it only {@code !}, {@code -} and {@code ]} are special. */
    private void bracket() {
      regex.append("[[^/]&&[");
      if (taken('!')) {
        regex.append('^');
      }
      if (taken('-')) {
        regex.append("\\-");
      }
      while (!taken(']')) {
        range();
      }
      regex.append("]]");
    }

    /** A character, or two with a hyphen between; a hyphen at the end stands for itself. */
    private void range() {
      member();
      if (taken('-')) {
        boolean last = at < glob.length() && glob.charAt(at) == ']';
        regex.append(last ? "\\-" : "-");
        if (!last) {
          member();
        }
      }
    }

    private void member() {
      char c = next("']' is missing");
      if (c == '/' || c == '-') {
        throw new PatternSyntaxException("'" + c + "' cannot be here in a set", glob, at);
      }
      literal(c);
    }

    private boolean taken(char c) {
      boolean here = at < glob.length() && glob.charAt(at) == c;
      at += here ? 1 : 0;
      return here;
    }

    private char next(String otherwise) {
      if (at == glob.length()) {
        throw new PatternSyntaxException(otherwise, glob, at);
      }
      return glob.charAt(at++);
    }

    private void literal(char c) {
      regex.append(escaped(c));
    }

    private static String escaped(char c) {
      return Character.isLetterOrDigit(c) || c > 127 ? String.valueOf(c) : "\\" + c;
    }
  }
}
