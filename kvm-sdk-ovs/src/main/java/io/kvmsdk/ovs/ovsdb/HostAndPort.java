package io.kvmsdk.ovs.ovsdb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part behind {@code tcp:} or {@code ssl:}; an IPv6 address has brackets only in the text. */
record HostAndPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+))(?::([0-9]{1,5}))?");

  HostAndPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host's name is empty");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  static HostAndPort parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a host and a port: '" + text + "'");
    }
    return new HostAndPort(
        m.group(1) != null ? m.group(1) : m.group(2),
        m.group(3) == null ? OvsdbEndpoint.DEFAULT_PORT : Integer.parseInt(m.group(3)));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
