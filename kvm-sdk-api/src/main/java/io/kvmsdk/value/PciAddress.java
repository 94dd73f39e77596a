package io.kvmsdk.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PCI device is.
 *
 * @param domain 0 to 0xffff
 * @param bus 0 to 0xff
 * @param slot 0 to 0x1f
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int slot, int function) {
  private static final Pattern TEXT =
      Pattern.compile("(?:(\\p{XDigit}{1,4}):)?(\\p{XDigit}{1,2}):(\\p{XDigit}{1,2})\\.([0-7])");

  public PciAddress {
    if (domain < 0
        || domain > 0xffff
        || bus < 0
        || bus > 0xff
        || slot < 0
        || slot > 0x1f
        || function < 0
        || function > 7) {
      throw new IllegalArgumentException(
          "not a PCI address: " + domain + ":" + bus + ":" + slot + "." + function);
    }
  }

  /**
   * Reads what {@code lspci} prints, as {@code 0000:03:00.0} or {@code 03:00.0}.
   *
   * @throws IllegalArgumentException if it is no such address
   */
  public static PciAddress of(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a PCI address: " + text);
    }
    return new PciAddress(
        m.group(1) == null ? 0 : hex(m.group(1)),
        hex(m.group(2)),
        hex(m.group(3)),
        hex(m.group(4)));
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }

  @Override
  public String toString() {
    return String.format("%04x:%02x:%02x.%x", domain, bus, slot, function);
  }
}
