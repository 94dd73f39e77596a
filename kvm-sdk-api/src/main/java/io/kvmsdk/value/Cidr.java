package io.kvmsdk.value;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * An IP address with the length of its network prefix: {@code 192.168.100.1/24} or {@code
 * fd00::1/64}. The host part is kept, so that one value can say both a host's address and its
 * network.
 */
public record Cidr(InetAddress address, int prefix) {
  public Cidr {
    Objects.requireNonNull(address);
    int bits = address.getAddress().length * 8;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("a prefix is 0 to " + bits + " bits, not " + prefix);
    }
  }

  /** Reads {@code address/prefix}. */
  public static Cidr of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix in '" + text + "'; write it as 10.0.0.1/24");
    }
    try {
      return new Cidr(
          IpAddresses.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a prefix length in '" + text + "'", e);
    }
  }

  /** Whether {@code other} lies in this network. */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    return mine.length == theirs.length && Arrays.equals(masked(mine), masked(theirs));
  }

  /** The {@code n}th address of the network, counted from its first. */
  public InetAddress host(long n) {
    byte[] network = masked(address.getAddress());
    int hostBits = 8 * network.length - prefix;
    if (n < 0 || BigInteger.valueOf(n).bitLength() > hostBits) {
      throw new IllegalArgumentException("address " + n + " lies outside " + this);
    }
    for (int i = network.length - 1, shift = 0; i >= 0 && shift < Long.SIZE; i--, shift += 8) {
      network[i] |= (byte) (n >> shift);
    }
    return address(network);
  }

  private byte[] masked(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.max(0, Math.min(8, prefix - 8 * i));
      out[i] = (byte) (bytes[i] & 0xff << (8 - kept));
    }
    return out;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError("an array of 4 or 16 bytes is always an address", e);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
