package io.kvmsdk.testkit.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks two servers the same, and compares what they say: order of rows and members aside, and
 * chosen UUIDs under names of their own, equal where they came at the same place.
 */
final class Twins implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Peer real;
  private final Peer fake;

  Twins(String real, String fake) {
    this.real = new Peer(real);
    this.fake = new Peer(fake);
  }

  /** A request in JSON: the method, then its parameters. */
  void call(String description, String request) {
    List<?> parts = (List<?>) JsonReader.read(request);
    call(description, (String) parts.get(0), parts.subList(1, parts.size()).toArray());
  }

  void call(String description, String method, Object... params) {
    Object expected = real.call(method, params);
    Object actual = fake.call(method, params);
    String about = description + ": " + method + " " + JsonWriter.write(Arrays.asList(params));
    assertThat(comparable(actual)).describedAs(about).isEqualTo(comparable(expected));
    assertThat(updates(fake)).describedAs("updates of %s", about).isEqualTo(updates(real));
  }

  private static List<Object> updates(Peer peer) {
    return peer.notifications().stream()
        .map(n -> comparable(n.get("params")))
        .sorted(Comparator.comparing(Object::toString))
        .collect(Collectors.toList());
  }

  /** In one order, and without what is random. */
  private static Object comparable(Object json) {
    if (json instanceof Map<?, ?> members) {
      Map<String, Object> all =
          new TreeMap<>(); // its text, by which rows are sorted, has one order
      members.forEach((k, v) -> put(all, plain((String) k), comparable(v)));
      all.computeIfPresent("rows", (k, rows) -> sorted((List<?>) rows));
      all.computeIfPresent("_version", (k, v) -> "some");
      all.computeIfPresent("details", (k, v) -> details((String) v));
      return all;
    }
    if (json instanceof List<?> elements) {
      List<Object> all = new ArrayList<>();
      elements.forEach(e -> all.add(comparable(e)));
      return elements.size() == 2 && "set".equals(elements.get(0))
          ? List.of("set", sorted((List<?>) all.get(1)))
          : all;
    }
    return json instanceof String text ? plain(text) : json;
  }

  /** Rows whose UUIDs are made up come together under one. */
  private static void put(Map<String, Object> all, String key, Object value) {
    if (ID.matcher(key).matches() && !key.startsWith(Zoo.OWN_IDS)) {
      List<Object> values = new ArrayList<>((List<?>) all.getOrDefault(key, List.of()));
      values.add(value);
      all.put(key, sorted(values));
    } else {
      all.put(key, value);
    }
  }

  private static List<?> sorted(List<?> list) {
    return list.stream().sorted(Comparator.comparing(Object::toString)).toList();
  }

  /** UUIDs that the servers made up are all called the same; those of the test are told apart. */
  private static String plain(String text) {
    return ID.matcher(text)
        .replaceAll(m -> m.group().startsWith(Zoo.OWN_IDS) ? m.group() : new UUID(0, 0).toString());
  }

  /** Which of two equal rows comes first, and which of two faults, hash tables decide. */
  private static String details(String details) {
    return details
        .replaceAll("identical values .*|Table .*|cannot delete .*", "")
        .replaceAll("row [0-9a-f-]{36}|of [0-9]+ remaining", "row");
  }

  @Override
  public void close() {
    real.close();
    fake.close();
  }
}
