package io.kvmsdk;

import io.kvmsdk.value.Secret;
import java.util.Objects;

/** A user's name and password for a host that asks for them, by SASL. */
public record Credentials(String user, Secret password) {
  public Credentials {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
  }
}
