package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** A program to run in a guest ({@link GuestAgent}), or on a host. */
@Value.Immutable
@SpecStyle
public abstract class ExecSpec {
  ExecSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** A program and its arguments; it is no shell that they go to. */
  public static ExecSpec of(String... command) {
    return builder().addCommand(command).build();
  }

  /** The program, by its path or as the search path there finds it, and its arguments. */
  public abstract List<String> command();

  /** Its whole environment; where it is empty, that of the agent, or of a login. */
  public abstract Map<String, String> environment();

  /** What it reads from its standard input; in a guest up to 48 KiB: more comes from a file. */
  @Value.Default
  public byte[] input() {
    return new byte[0];
  }

  /** How long it may take; a minute by default. */
  @Value.Default
  public Duration timeout() {
    return Duration.ofMinutes(1);
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("program", command().isEmpty() ? "" : command().get(0));
    v.require(!command().isEmpty() && !command().get(0).isEmpty(), "there is no program to run");
    v.require(command().stream().noneMatch(ExecSpec::hasNul), "an argument holds a NUL");
    v.require(
        environment().keySet().stream()
            .noneMatch(n -> n.isEmpty() || n.indexOf('=') >= 0 || hasNul(n)),
        "a variable's name is empty, or holds '='");
    v.require(
        environment().values().stream().noneMatch(ExecSpec::hasNul), "a variable holds a NUL");
    v.require(!timeout().isNegative(), "the timeout is negative").orThrow();
  }

  private static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds an {@link ExecSpec}. */
  public static final class Builder extends ImmutableExecSpec.Builder {
    Builder() {}
  }
}
