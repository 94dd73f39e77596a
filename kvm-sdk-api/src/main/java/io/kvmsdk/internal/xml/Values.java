package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads the values in libvirt's documents. */
final class Values {
  /** libvirt's {@code virScaleInteger}: powers of 1,000 only where the unit ends in B. */
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("b", 1L),
          Map.entry("bytes", 1L),
          Map.entry("KB", 1_000L),
          Map.entry("k", 1L << 10),
          Map.entry("K", 1L << 10),
          Map.entry("KiB", 1L << 10),
          Map.entry("MB", 1_000_000L),
          Map.entry("M", 1L << 20),
          Map.entry("MiB", 1L << 20),
          Map.entry("GB", 1_000_000_000L),
          Map.entry("G", 1L << 30),
          Map.entry("GiB", 1L << 30),
          Map.entry("TB", 1_000_000_000_000L),
          Map.entry("T", 1L << 40),
          Map.entry("TiB", 1L << 40),
          Map.entry("PB", 1_000_000_000_000_000L),
          Map.entry("P", 1L << 50),
          Map.entry("PiB", 1L << 50),
          Map.entry("EB", 1_000_000_000_000_000_000L),
          Map.entry("E", 1L << 60),
          Map.entry("EiB", 1L << 60));

  private Values() {}

  /**
   * An amount of bytes.
   *
   * @param defaultUnit what the number counts where the element has no {@code unit}
   */
  static ByteSize size(String what, ElementXml element, String defaultUnit) {
    String unit = element.attribute("unit").orElse(defaultUnit);
    Long scale = UNITS.get(unit);
    if (scale == null) {
      throw invalid(what, element.text() + " " + unit, "in a unit that libvirt knows", null);
    }
    try {
      return ByteSize.bytes(
          new BigInteger(element.text().strip())
              .multiply(BigInteger.valueOf(scale))
              .longValueExact());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw invalid(what, element.text() + " " + unit, "an amount of bytes", e);
    }
  }

  static int number(String what, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(what, text, "a whole number", e);
    }
  }

  static long longNumber(String what, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(what, text, "a whole number", e);
    }
  }

  /** A UUID; libvirt also reads one without dashes. */
  static UUID uuid(String text) {
    String digits = text.strip().replace("-", "");
    try {
      return new UUID(
          Long.parseUnsignedLong(digits.substring(0, 16), 16),
          Long.parseUnsignedLong(digits.substring(16), 16));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw invalid("uuid", text, "a UUID", e);
    }
  }

  static MacAddress mac(String text) {
    try {
      return MacAddress.of(text.strip());
    } catch (IllegalArgumentException e) {
      throw invalid("mac", text, "a MAC address", e);
    }
  }

  static InetAddress ip(String text) {
    try {
      return IpAddresses.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw invalid("ip", text, "an IP address", e);
    }
  }

  /** The one of {@code values} that libvirt calls {@code name}. */
  static <E> Optional<E> named(E[] values, Function<E, String> libvirtName, String name) {
    return Arrays.stream(values).filter(v -> libvirtName.apply(v).equals(name)).findFirst();
  }

  private static InvalidSpecException invalid(
      String what, String text, String wanted, RuntimeException cause) {
    return new InvalidSpecException(Subject.of(what, text), List.of("is not " + wanted), cause);
  }
}
