package io.kvmsdk.value;

import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** An IEEE 802 MAC address of 48 bits, held in libvirt's form: {@code 52:54:00:12:34:56}. */
public record MacAddress(String text) implements Comparable<MacAddress> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

  public MacAddress {
    text = text.toLowerCase(Locale.ROOT).replace('-', ':');
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "not a MAC address: '" + text + "'; write six pairs of hex digits, as 52:54:00:12:34:56");
    }
  }

  public static MacAddress of(String text) {
    return new MacAddress(text);
  }

  /** A random address under 52:54:00, the prefix of QEMU and libvirt. */
  public static MacAddress random(RandomGenerator random) {
    int n = random.nextInt(1 << 24);
    return new MacAddress(
        "52:54:00:%02x:%02x:%02x".formatted(n >> 16 & 0xff, n >> 8 & 0xff, n & 0xff));
  }

  @Override
  public int compareTo(MacAddress other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
