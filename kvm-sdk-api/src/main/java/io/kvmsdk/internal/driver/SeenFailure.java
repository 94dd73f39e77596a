package io.kvmsdk.internal.driver;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A failure that was recognised, and what is known of it by name. */
public record SeenFailure(KnownFailure failure, Map<String, String> names) {
  private static final KnownFailure[] ALL = KnownFailure.values();

  private static final int FIRST_VNC_PORT = 5900;

  /** The names in a row that are things in the way, and libvirt's word for each. */
  private static final Map<String, String> OBSTACLES =
      Map.of(
          "file", "file",
          "network", "network",
          "bridge", "bridge",
          "interface", "interface",
          "pool", "storage pool",
          "volume", "storage volume",
          "secret", "secret",
          "port", "port");

  /** By the first row that {@code text}, an error on one line, agrees with. */
  public static Optional<SeenFailure> in(String text) {
    for (KnownFailure failure : ALL) {
      Optional<Map<String, String>> names = failure.words().in(text);
      if (names.isPresent()) {
        return Optional.of(new SeenFailure(failure, names.get()).withPort());
      }
    }
    return Optional.empty();
  }

  /** In the row's own type. */
  public KvmException exception(Subject subject, String problem, Throwable cause) {
    return exception(failure.type(), subject, problem, cause);
  }

  /** In the type that a number gave. */
  public KvmException exception(
      FailureType type, Subject subject, String problem, Throwable cause) {
    String remedy = Wording.fill(failure.remedy(), names);
    Subject obstacle = obstacle().filter(o -> !o.equals(subject)).orElse(Subject.NONE);
    if (type != FailureType.NOT_FOUND || obstacle.equals(Subject.NONE)) {
      return type.exception(subject, problem, remedy, cause).obstacle(obstacle);
    }
    // What was not found is not the domain, which somebody might take for gone.
    return type.exception(obstacle, subject + " needs it: " + problem, remedy, cause);
  }

  private Optional<Subject> obstacle() {
    return names.keySet().stream()
        .filter(OBSTACLES::containsKey)
        .findFirst()
        .map(name -> new Subject(OBSTACLES.get(name), names.get(name)));
  }

  /** A display of VNC is a port, which is what a spec has. */
  private SeenFailure withPort() {
    String display = names.getOrDefault("display", "");
    return display.matches("\\d{1,5}")
        ? with("port", String.valueOf(FIRST_VNC_PORT + Integer.parseInt(display)))
        : this;
  }

  /** With more that the remedy may name. */
  public SeenFailure with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(names);
    all.put(name, value);
    return new SeenFailure(failure, all);
  }
}
