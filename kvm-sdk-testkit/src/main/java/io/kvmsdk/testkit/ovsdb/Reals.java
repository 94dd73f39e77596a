package io.kvmsdk.testkit.ovsdb;

import java.math.BigDecimal;
import java.math.MathContext;

/** Real numbers as Open vSwitch writes them: C's {@code %.15g}. */
final class Reals {
  private static final int DIGITS = 15;

  private Reals() {}

  static String text(double real) {
    if (real == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(real).round(new MathContext(DIGITS)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < DIGITS) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString();
    return String.format("%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
