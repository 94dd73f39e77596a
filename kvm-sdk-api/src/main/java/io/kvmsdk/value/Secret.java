package io.kvmsdk.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * A password or key. It never shows in {@code toString}, and so not in logs, exceptions and REPLs;
 * it is not serializable. {@link #wipe()} overwrites it.
 */
public final class Secret {
  private final char[] value;

  private Secret(char[] value) {
    this.value = value;
  }

  /** Takes a copy; the caller may overwrite its own array. */
  public static Secret of(char[] value) {
    return new Secret(value.clone());
  }

  public static Secret of(String value) {
    return new Secret(value.toCharArray());
  }

  /** The secret itself, to hand to what needs it. */
  public String reveal() {
    return new String(value);
  }

  /** Overwrites this copy with NUL characters. */
  public void wipe() {
    Arrays.fill(value, '\0');
  }

  /** Compares in time that does not depend on where the first difference is. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret s && MessageDigest.isEqual(utf8(), s.utf8());
  }

  private byte[] utf8() {
    return reveal().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Secret.class, Arrays.hashCode(value));
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
