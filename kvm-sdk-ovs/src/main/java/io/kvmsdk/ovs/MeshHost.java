package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.ovs.ovsdb.OvsdbEndpoint;
import io.kvmsdk.value.IpAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A host of a mesh.
 *
 * @param name tells it from the others; with certificates, the name in its own
 * @param database where its switch is reached
 * @param underlay the address that the other hosts send their tunnels' packets to
 */
public record MeshHost(String name, OvsdbEndpoint database, InetAddress underlay) {
  /** Two groups or more; which are the longest, their length tells. */
  private static final Pattern ZEROS = Pattern.compile("\\b0(:0)+\\b");

  public MeshHost {
    Objects.requireNonNull(name);
    Objects.requireNonNull(database);
    Objects.requireNonNull(underlay);
  }

  /**
   * A host by what is written in configuration files.
   *
   * @param database as {@code tcp:10.0.0.1:6640}, see {@link OvsdbEndpoint#parse}
   * @param underlay an IP address; names are not looked up
   */
  public static MeshHost of(String name, String database, String underlay) {
    return new MeshHost(name, OvsdbEndpoint.parse(database), IpAddresses.parse(underlay));
  }

  /** The address as Linux and Open vSwitch write it: IPv6 by RFC 5952, 4. */
  String address() {
    if (!(underlay instanceof Inet6Address)) {
      return underlay.getHostAddress();
    }
    ShortBuffer groups = ByteBuffer.wrap(underlay.getAddress()).asShortBuffer();
    String text =
        IntStream.range(0, 8)
            .mapToObj(i -> Integer.toHexString(Short.toUnsignedInt(groups.get(i))))
            .collect(joining(":"));
    return ZEROS
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .max(Comparator.comparingInt(String::length)) // which gives the first of the longest
        .map(zeros -> text.replaceFirst("(^|:)" + zeros + "($|:)", "::"))
        .orElse(text);
  }

  @Override
  public String toString() {
    return name + " (" + address() + ")";
  }
}
