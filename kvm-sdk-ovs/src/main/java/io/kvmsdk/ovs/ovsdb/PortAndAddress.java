package io.kvmsdk.ovs.ovsdb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part behind {@code ptcp:} or {@code pssl:} (ovsdb(7)); IPv6 has brackets in the text. */
record PortAndAddress(int port, String address) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,5})?(?::(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+)))?");

  static void check(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  static PortAndAddress parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a port and an address: '" + text + "'");
    }
    String address = m.group(2) != null ? m.group(2) : m.group(3);
    return new PortAndAddress(
        m.group(1) == null ? OvsdbEndpoint.DEFAULT_PORT : Integer.parseInt(m.group(1)),
        address == null ? "" : address);
  }

  @Override
  public String toString() {
    if (address.isEmpty()) {
      return Integer.toString(port);
    }
    return port + ":" + (address.indexOf(':') < 0 ? address : "[" + address + "]");
  }
}
