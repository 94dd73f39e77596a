package io.kvmsdk.provision;

import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.storage.VolumeFormat;
import io.kvmsdk.value.ByteSize;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a {@link GoldenInfo}. Its last line tells that it is whole: written after the image,
 * it is what publishes that.
 */
final class GoldenCard {
  private static final String FIRST = "kvm-sdk golden image 1";
  private static final String LAST = "end";

  private GoldenCard() {}

  static String write(GoldenInfo info) {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    line(text, "name", info.name());
    line(text, "format", info.format());
    line(text, "sha256", info.sha256());
    line(text, "size", info.size().bytes());
    line(text, "source", info.source());
    line(text, "created", info.created());
    info.os().ifPresent(os -> line(text, "os", os));
    info.firmware().ifPresent(f -> line(text, "firmware", f));
    line(text, "generalized", info.generalized());
    return text.append(LAST).append('\n').toString();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  /** Empty if {@code text} is no card, or not all of one. */
  static Optional<GoldenInfo> read(String text) {
    List<String> lines = text.lines().toList();
    int end = lines.indexOf(LAST);
    if (lines.isEmpty() || !lines.get(0).equals(FIRST) || end < 0) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines.subList(1, end)) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    try {
      return Optional.of(info(values));
    } catch (IllegalArgumentException
        | InvalidSpecException
        | DateTimeException
        | NullPointerException damaged) {
      return Optional.empty();
    }
  }

  private static GoldenInfo info(Map<String, String> values) {
    return GoldenInfo.builder()
        .name(values.get("name"))
        .format(VolumeFormat.valueOf(values.get("format")))
        .sha256(values.get("sha256"))
        .size(ByteSize.bytes(Long.parseLong(values.get("size"))))
        .source(values.get("source"))
        .created(Instant.parse(values.get("created")))
        .os(Optional.ofNullable(values.get("os")))
        .firmware(Optional.ofNullable(values.get("firmware")).map(Firmware::valueOf))
        .generalized(Generalize.valueOf(values.get("generalized")))
        .build();
  }
}
