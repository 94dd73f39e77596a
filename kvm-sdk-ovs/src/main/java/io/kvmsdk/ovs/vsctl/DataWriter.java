package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.Atom;
import io.kvmsdk.ovs.ovsdb.ColumnType;
import io.kvmsdk.ovs.ovsdb.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes values as ovs-vsctl prints them: sorted, strings in quotes only where they need them. */
final class DataWriter {
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final MathContext DBL_DIG = new MathContext(15);

  /** Of atoms of one type. */
  static final Comparator<Atom> ORDER = DataWriter::compare;

  private DataWriter() {}

  static String value(Value value, ColumnType type) {
    if (value instanceof Value.MapOf map) {
      return map.entries().entrySet().stream()
          .sorted(Map.Entry.comparingByKey(ORDER))
          .map(entry -> atom(entry.getKey()) + "=" + atom(entry.getValue()))
          .collect(joining(", ", "{", "}"));
    }
    Value.SetOf set = (Value.SetOf) value;
    return type.max() > 1 || set.atoms().isEmpty()
        ? set(set.atoms())
        : atom(set.atoms().iterator().next());
  }

  static String set(Collection<Atom> atoms) {
    return atoms.stream().sorted(ORDER).map(DataWriter::atom).collect(joining(", ", "[", "]"));
  }

  static String atom(Atom atom) {
    if (atom instanceof Atom.Text text) {
      String plain = text.value();
      boolean bare =
          WORD.matcher(plain).matches() && !plain.equals("true") && !plain.equals("false");
      return bare ? plain : JsonText.quote(plain);
    }
    if (atom instanceof Atom.Real real) {
      return new BigDecimal(real.value()).round(DBL_DIG).stripTrailingZeros().toPlainString();
    }
    return atom instanceof Atom.Named named ? ModelRow.placeholder(named) : atom.toString();
  }

  private static int compare(Atom a, Atom b) {
    if (a instanceof Atom.Int x && b instanceof Atom.Int y) {
      return Long.compare(x.value(), y.value());
    }
    if (a instanceof Atom.Real x && b instanceof Atom.Real y) {
      return Double.compare(x.value(), y.value());
    }
    return a.toString().compareTo(b.toString()); // of UUIDs, too: they are compared without a sign
  }
}
