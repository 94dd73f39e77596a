package io.kvmsdk.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a guest says of itself. libvirt: {@code virDomainGetGuestInfo}. */
public final class GuestInfo {
  /** No guest has more of anything; a count above is a lie. */
  private static final int MOST = 10_000;

  private final Map<String, Object> values;

  private GuestInfo(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * What libvirt tells.
   *
   * @param values by libvirt's names, as {@code user.0.name}: texts, and whole numbers as Long
   */
  public static GuestInfo of(Map<String, Object> values) {
    return new GuestInfo(values);
  }

  /** All that it said, by libvirt's names. */
  public Map<String, Object> values() {
    return values;
  }

  /** Empty if the agent cannot say. */
  public Optional<GuestOs> os() {
    return values.keySet().stream().noneMatch(k -> k.startsWith("os."))
        ? Optional.empty()
        : Optional.of(
            new GuestOs(
                text("os.id"),
                text("os.name"),
                text("os.pretty-name"),
                text("os.version"),
                text("os.version-id"),
                text("os.kernel-release"),
                text("os.machine")));
  }

  public Optional<String> hostname() {
    return Optional.of(text("hostname")).filter(name -> !name.isEmpty());
  }

  /** As {@code CET}. */
  public Optional<String> timezone() {
    return Optional.of(text("timezone.name")).filter(name -> !name.isEmpty());
  }

  public List<GuestUser> users() {
    return numbers("user.count").map(i -> "user." + i + ".").map(this::user).toList();
  }

  private GuestUser user(String prefix) {
    return new GuestUser(
        text(prefix + "name"),
        text(prefix + "domain"),
        Instant.ofEpochMilli(number(prefix + "login-time")));
  }

  /** The guest's names of its disks and partitions, as {@code /dev/vda}. */
  public List<String> disks() {
    return numbers("disk.count").map(i -> text("disk." + i + ".name")).toList();
  }

  private Stream<Integer> numbers(String count) {
    return IntStream.range(0, (int) Math.max(0, Math.min(MOST, number(count)))).boxed();
  }

  private String text(String key) {
    return Objects.toString(values.get(key), "");
  }

  private long number(String key) {
    return values.get(key) instanceof Long number ? number : 0;
  }

  @Override
  public String toString() {
    return "GuestInfo " + values;
  }
}
