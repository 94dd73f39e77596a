package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * A server that shows the guest's screen: libvirt's {@code <graphics>}. Over TLS both speak once
 * the host's {@code qemu.conf} says so.
 */
@Value.Immutable
@SpecStyle
public abstract class GraphicsSpec {
  private static final int FIRST_PORT = 5900;
  private static final int LONGEST_PASSWORD = 8;

  GraphicsSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  @Value.Default
  public GraphicsType type() {
    return GraphicsType.VNC;
  }

  /** A UNIX socket on the host to listen at, instead of a port. */
  public abstract Optional<String> socket();

  /** The address on the host to listen at. */
  @Value.Default
  public String listen() {
    return "127.0.0.1";
  }

  /** The TCP port, 5900 to 65535; libvirt chooses where it is empty. */
  public abstract OptionalInt port();

  /** The TCP port for SPICE over TLS; none where it is empty. */
  public abstract OptionalInt tlsPort();

  /** For VNC at most 8 bytes of UTF-8: it knows no longer ones, and libvirt refuses them. */
  public abstract Optional<Secret> password();

  @Value.Check
  void check() {
    Validation.of("graphics", listen())
        .require(isVncPort(port().orElse(FIRST_PORT)), "port must be 5900 to 65535")
        .require(
            type() != GraphicsType.VNC
                || password().map(GraphicsSpec::length).orElse(0) <= LONGEST_PASSWORD,
            "password is longer than the 8 bytes that VNC can take")
        .require(
            tlsPort().isEmpty() || type() == GraphicsType.SPICE, "only SPICE has a port for TLS")
        .require(
            socket().isEmpty() || (port().isEmpty() && tlsPort().isEmpty()),
            "a screen has a socket or ports, not both")
        .require(
            socket().map(p -> p.startsWith("/")).orElse(true), "socket must be an absolute path")
        .text("listen", listen())
        .orThrow();
  }

  private static boolean isVncPort(int port) {
    return port >= FIRST_PORT && port <= 65535;
  }

  private static int length(Secret password) {
    return password.reveal().getBytes(StandardCharsets.UTF_8).length;
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link GraphicsSpec}. */
  public static final class Builder extends ImmutableGraphicsSpec.Builder {
    Builder() {}
  }
}
