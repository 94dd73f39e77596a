package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.AtomicType;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Value;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values as ovs-vsctl(8), "Database Values", has them, by the type of their column. */
final class DataReader {
  private static final Pattern RANGE = Pattern.compile("([+-]?[0-9]+)-([+-]?[0-9]+)");

  /** ovs-vsctl's bound of one range. */
  private static final long LARGEST_RANGE = 4096;

  /** As ovs-vsctl takes them: in full. */
  static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Function<String, Atom> symbols;

  /**
   * @param symbols gives the row that a {@code @name} stands for
   */
  DataReader(Function<String, Atom> symbols) {
    this.symbols = symbols;
  }

  /** A whole set or map, whose braces may be left away. */
  Value value(String text, ColumnType type) {
    Tokens tokens = new Tokens(text);
    tokens.skipSpaces();
    if (tokens.atEnd()) {
      throw Refusal.invalid(
          type.isMap()
              ? "use \"{}\" to specify the empty map"
              : "use \"[]\" to specify the empty set");
    }
    char end = tokens.skip(type.isMap() ? '{' : '[') ? (type.isMap() ? '}' : ']') : 0;
    Items items = new Items(text, type);
    tokens.skipSpaces();
    while (!tokens.atEnd() && tokens.peek() != end) {
      items.next(tokens);
      tokens.skipSpaces();
      if (tokens.skip(',')) {
        tokens.skipSpaces();
      }
    }
    close(text, tokens, end);
    return items.value();
  }

  private static void close(String text, Tokens tokens, char end) {
    if (end == 0) {
      return;
    }
    if (!tokens.skip(end)) {
      throw Refusal.invalid(text + ": missing \"" + end + "\" at end of data");
    }
    tokens.skipSpaces();
    if (!tokens.atEnd()) {
      throw Refusal.invalid(text + ": trailing garbage after \"" + end + "\"");
    }
  }

  /** The atoms or pairs of one value. */
  private final class Items {
    private final String text;
    private final ColumnType type;
    private final Set<Atom> atoms = new LinkedHashSet<>();
    private final Map<Atom, Atom> pairs = new LinkedHashMap<>();

    Items(String text, ColumnType type) {
      this.text = text;
      this.type = type;
    }

    void next(Tokens tokens) {
      if (tokens.atDelimiter()) {
        throw Refusal.invalid(
            text
                + ": unexpected \""
                + tokens.peek()
                + "\" parsing a "
                + (type.isMap() ? "map" : "set"));
      }
      String key = tokens.token();
      Matcher range = RANGE.matcher(key);
      if (type.isMap()) {
        pair(key, tokens);
      } else if (type.key().type() == AtomicType.INTEGER && range.matches()) {
        range(range);
      } else if (!atoms.add(atom(key, type.key()))) {
        throw Refusal.invalid(text + ": set contains duplicate value");
      }
    }

    private void pair(String key, Tokens tokens) {
      Atom first = atom(key, type.key());
      tokens.skipSpaces();
      if (!tokens.skip('=')) {
        throw Refusal.invalid(text + ": syntax error at \"" + tokens.peek() + "\" expecting \"=\"");
      }
      tokens.skipSpaces();
      if (pairs.put(first, atom(tokens.token(), type.value().orElseThrow())) != null) {
        throw Refusal.invalid(text + ": map contains duplicate key");
      }
    }

    private void range(Matcher range) {
      long from = integer(range.group(1));
      long to = integer(range.group(2));
      if (to < from) {
        throw Refusal.invalid(
            "\"" + range.group() + "\" is not a valid range. Range end cannot be before start.");
      }
      if (to - from < 0 || to - from >= LARGEST_RANGE) {
        throw Refusal.invalid("Range \"" + range.group() + "\" is too big.");
      }
      for (long i = from; i <= to; i++) {
        if (!atoms.add(checked(new Atom.Int(i), type.key()))) {
          throw Refusal.invalid(text + ": set contains duplicate value");
        }
      }
    }

    Value value() {
      int size = type.isMap() ? pairs.size() : atoms.size();
      String things = size + (type.isMap() ? " pair(s)" : " value(s)") + " specified but the ";
      if (size < type.min()) {
        throw Refusal.invalid(text + ": " + things + "minimum number is " + type.min());
      }
      if (size > type.max()) {
        throw Refusal.invalid(text + ": " + things + "maximum number is " + type.max());
      }
      return type.isMap() ? new Value.MapOf(pairs) : new Value.SetOf(atoms);
    }
  }

  /** One atom alone. */
  Atom atom(String text, ColumnType.Base base) {
    return checked(
        switch (base.type()) {
          case INTEGER -> new Atom.Int(integer(text));
          case REAL -> new Atom.Real(real(text));
          case BOOLEAN -> new Atom.Bool(bool(text));
          case STRING -> new Atom.Text(string(text));
          case UUID -> id(text);
        },
        base);
  }

  private static long integer(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw Refusal.invalid("\"" + text + "\" is not a valid integer or range");
    }
  }

  private static double real(String text) {
    try {
      double real = Double.parseDouble(text);
      if (Double.isFinite(real)) {
        return real;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw Refusal.invalid("\"" + text + "\" is not a valid real number");
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default ->
          throw Refusal.invalid(
              "\"" + text + "\" is not a valid boolean (use \"true\" or \"false\")");
    };
  }

  private static String string(String text) {
    if (text.isEmpty()) {
      throw Refusal.invalid(
          "An empty string is not valid as input; use \"\" to represent the empty string");
    }
    if (!text.startsWith("\"")) {
      return text;
    }
    if (text.length() < 2 || !text.endsWith("\"")) {
      throw Refusal.invalid(text + ": missing quote at end of quoted string");
    }
    return JsonText.unescape(text.substring(1, text.length() - 1))
        .orElseThrow(() -> Refusal.invalid(text + ": invalid escape in quoted string"));
  }

  private Atom id(String text) {
    if (text.startsWith("@")) {
      return symbols.apply(text);
    }
    if (!UUID_TEXT.matcher(text).matches()) {
      throw Refusal.invalid("\"" + text + "\" is not a valid UUID");
    }
    return new Atom.Id(UUID.fromString(text));
  }

  private static Atom checked(Atom atom, ColumnType.Base base) {
    if (!base.allowed().isEmpty() && !base.allowed().contains(atom)) {
      throw violated(
          DataWriter.atom(atom)
              + " is not one of the allowed values ("
              + DataWriter.set(base.allowed())
              + ")");
    }
    if (atom instanceof Atom.Int number) {
      range(
          atom,
          Long.compare(number.value(), least(base)),
          Long.compare(number.value(), most(base)),
          base);
    } else if (atom instanceof Atom.Real number) {
      range(
          atom,
          base.least().map(l -> Double.compare(number.value(), l.doubleValue())).orElse(0),
          base.most().map(m -> Double.compare(number.value(), m.doubleValue())).orElse(0),
          base);
    } else if (atom instanceof Atom.Text text) {
      int length = text.value().codePointCount(0, text.value().length());
      range(atom, Long.compare(length, least(base)), Long.compare(length, most(base)), base);
    }
    return atom;
  }

  private static long least(ColumnType.Base base) {
    return base.least().map(Number::longValue).orElse(Long.MIN_VALUE);
  }

  private static long most(ColumnType.Base base) {
    return base.most().map(Number::longValue).orElse(Long.MAX_VALUE);
  }

  private static void range(Atom atom, int toLeast, int toMost, ColumnType.Base base) {
    if (toLeast >= 0 && toMost <= 0) {
      return;
    }
    String what = (atom instanceof Atom.Text ? "the length of " : "") + atom;
    if (base.least().isPresent() && base.most().isPresent()) {
      throw violated(
          what
              + " is not in the valid range "
              + base.least().get()
              + " to "
              + base.most().get()
              + " (inclusive)");
    }
    throw violated(
        toLeast < 0
            ? what + " is less than minimum allowed value " + base.least().orElseThrow()
            : what + " is greater than maximum allowed value " + base.most().orElseThrow());
  }

  private static Refusal violated(String what) {
    return Refusal.invalid("constraint violation: " + what);
  }
}
