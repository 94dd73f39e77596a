package io.kvmsdk.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Turns literal IP addresses into {@link InetAddress} values without ever asking a name server. */
public final class IpAddresses {
  private static final Pattern V4 =
      Pattern.compile(
          "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

  /** What {@link InetAddress#getByName} takes for a literal, malformed or not. */
  private static final Pattern V6 = Pattern.compile("(:|[0-9a-fA-F]+:)[0-9a-fA-F:.]*");

  private IpAddresses() {}

  /**
   * Reads an address as people write it.
   *
   * @throws IllegalArgumentException if {@code literal} is a name or malformed
   */
  public static InetAddress parse(String literal) {
    if (V4.matcher(literal).matches() || V6.matcher(literal).matches()) {
      try {
        return InetAddress.getByName(literal);
      } catch (UnknownHostException e) {
        throw notAnAddress(literal, e);
      }
    }
    throw notAnAddress(literal, null);
  }

  private static IllegalArgumentException notAnAddress(String literal, Exception cause) {
    return new IllegalArgumentException(
        "not an IP address: '" + literal + "'; write a literal, as 192.168.122.10 or fd00::10",
        cause);
  }
}
