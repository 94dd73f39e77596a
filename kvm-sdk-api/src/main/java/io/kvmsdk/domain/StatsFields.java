package io.kvmsdk.domain;

import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Statistics by libvirt's names, below a prefix. */
record StatsFields(Map<String, Object> fields, String prefix) {
  StatsFields below(String more) {
    return new StatsFields(fields, prefix + more);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(prefix + name)).map(Object::toString);
  }

  OptionalLong number(String name) {
    return fields.get(prefix + name) instanceof Long n ? OptionalLong.of(n) : OptionalLong.empty();
  }

  /** Zero where libvirt tells nothing: only for what it tells together with something else. */
  long count(String name) {
    return number(name).orElse(0);
  }

  Optional<Duration> nanos(String name) {
    OptionalLong nanos = number(name);
    return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
  }

  Optional<ByteSize> bytes(String name) {
    return size(name, 1);
  }

  Optional<ByteSize> kib(String name) {
    return size(name, 1024);
  }

  private Optional<ByteSize> size(String name, long unit) {
    OptionalLong size = number(name);
    return size.isPresent() && size.getAsLong() >= 0
        ? Optional.of(ByteSize.bytes(Math.multiplyExact(size.getAsLong(), unit)))
        : Optional.empty();
  }

  /** The items that libvirt numbers: {@code count} of them, whose fields begin with a number. */
  <T> Stream<T> items(String count, IntFunction<T> read) {
    return IntStream.range(0, (int) count(count)).mapToObj(read);
  }
}
