package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import io.kvmsdk.value.PciAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the values in libvirt's documents. */
final class Values {
  /** libvirt's {@code virScaleInteger}: powers of 1,000 only where the unit ends in B. */
  private static final Map<String, Long> UNITS = units();

  private Values() {}

  /** In small letters: libvirt does not tell them from capitals. */
  private static Map<String, Long> units() {
    Map<String, Long> units = new HashMap<>(Map.of("b", 1L, "byte", 1L, "bytes", 1L));
    long decimal = 1;
    long binary = 1;
    for (String letter : List.of("k", "m", "g", "t", "p", "e")) {
      decimal *= 1000;
      binary *= 1024;
      units.put(letter + "b", decimal);
      units.put(letter, binary);
      units.put(letter + "ib", binary);
    }
    return units;
  }

  /**
   * An amount of bytes.
   *
   * @param defaultUnit what the number counts where the element has no {@code unit}
   */
  static ByteSize size(String what, ElementXml element, String defaultUnit) {
    String unit = element.attribute("unit").orElse(defaultUnit);
    Long scale = UNITS.get(unit.toLowerCase(Locale.ROOT));
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

  static OptionalInt number(String what, Optional<String> text) {
    return text.map(t -> OptionalInt.of(number(what, t))).orElse(OptionalInt.empty());
  }

  /** The number that {@code element}, which may be null, holds. */
  static OptionalInt number(ElementXml element) {
    return number("number", Optional.ofNullable(ElementXml.text(element)));
  }

  /** A number that is said in decimal, or after 0x in hexadecimal. */
  static int anyNumber(String what, String text) {
    try {
      return Integer.decode(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(what, text, "a whole number", e);
    }
  }

  /** The number as text; null where there is none. */
  static String text(OptionalInt number) {
    return number.isPresent() ? String.valueOf(number.getAsInt()) : null;
  }

  static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  static String yesNo(boolean yes) {
    return yes ? "yes" : "no";
  }

  /** An element of whole KiB. */
  static ElementXml kib(ByteSize size) {
    return ElementXml.ofText(String.valueOf(size.toKib())).with("unit", "KiB");
  }

  /** The size that {@code element}, which may be null, holds, in KiB where it names no unit. */
  static Optional<ByteSize> size(String what, ElementXml element) {
    return Optional.ofNullable(element).map(e -> size(what, e, "KiB"));
  }

  static ElementXml pciAddress(PciAddress address) {
    return new ElementXml()
        .with("domain", String.format("0x%04x", address.domain()))
        .with("bus", String.format("0x%02x", address.bus()))
        .with("slot", String.format("0x%02x", address.slot()))
        .with("function", String.format("0x%x", address.function()));
  }

  static PciAddress pciAddress(ElementXml element) {
    int[] parts =
        Stream.of("domain", "bus", "slot", "function")
            .mapToInt(name -> anyNumber(name, element.attribute(name).orElse("0")))
            .toArray();
    try {
      return new PciAddress(parts[0], parts[1], parts[2], parts[3]);
    } catch (IllegalArgumentException e) {
      throw invalid("PCI address", Arrays.toString(parts), "a PCI address", e);
    }
  }

  static long longNumber(String what, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw invalid(what, text, "a whole number", e);
    }
  }

  /** The moment, in seconds since 1970, that {@code element} holds; 1970 where it is null. */
  static Instant moment(String what, ElementXml element) {
    return Instant.ofEpochSecond(element == null ? 0 : longNumber(what, element.text()));
  }

  static long hexadecimal(String what, String digits) {
    try {
      return Long.parseUnsignedLong(digits.strip(), 16);
    } catch (NumberFormatException e) {
      throw invalid(what, digits, "a hexadecimal number", e);
    }
  }

  /** An empty one is none: libvirt makes one up. */
  static Optional<UUID> uuid(ElementXml element) {
    return Optional.ofNullable(element)
        .map(u -> u.text())
        .filter(u -> !u.isBlank())
        .map(Values::uuid);
  }

  /** libvirt also reads one without dashes. */
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
