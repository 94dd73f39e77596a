package io.kvmsdk.examples.kvm;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.value.ByteSize;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How values look in this tool's output: in ASCII, for terminals of any encoding. */
final class Text {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final Pattern SHA_256 = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");

  private Text() {}

  /** A size of about three digits, as {@code 5.3 MiB}. */
  static String size(ByteSize size) {
    double n = size.bytes();
    int unit = 0;
    while (n >= 1024) {
      n /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit == 0 || n >= 100 ? "%.0f %s" : "%.1f %s", n, UNITS[unit]);
  }

  /** As {@code web runs at 192.168.122.2}. */
  static String running(Domain vm, Optional<InetAddress> address) {
    return vm.name() + " runs" + address.map(a -> " at " + a.getHostAddress()).orElse("");
  }

  /** As {@code 0.31 s}. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
  }

  /** {@code text} with its digests cut to the length that tells them apart, as for a shell. */
  static String withShortDigests(String text) {
    return SHA_256.matcher(text).replaceAll("$1*");
  }

  /** {@code text}, with its middle left out where it is longer than {@code width}. */
  static String shortened(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = (width - 3) / 2;
    return text.substring(0, head) + "..." + text.substring(text.length() - (width - 3 - head));
  }
}
