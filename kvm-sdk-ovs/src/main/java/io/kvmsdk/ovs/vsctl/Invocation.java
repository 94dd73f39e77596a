package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one call of ovs-vsctl does.
 *
 * @param noWait whether it said {@code --no-wait}
 * @param timeout what it said by {@code --timeout}
 */
public record Invocation(boolean noWait, Optional<Duration> timeout, List<Command> commands) {
  public Invocation {
    commands = List.copyOf(commands);
  }

  /** As it can be written in a script. */
  @Override
  public String toString() {
    return "ovs-vsctl "
        + (noWait ? "--no-wait " : "")
        + timeout.map(t -> "--timeout=" + t.toSeconds() + " ").orElse("")
        + (noWait || timeout.isPresent() ? "-- " : "")
        + commands.stream().map(Command::toString).collect(joining(" -- "));
  }
}
