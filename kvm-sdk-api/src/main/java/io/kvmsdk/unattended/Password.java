package io.kvmsdk.unattended;

import io.kvmsdk.value.Secret;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A password for an account of the new system, best as the hash that {@code mkpasswd -m sha-512}
 * prints: the answer file stays readable in the installer's image and in the machine's log folder.
 *
 * @param crypted whether the value is a hash as in shadow(5), else the password itself
 */
public record Password(Secret value, boolean crypted) {
  /** crypt(5)'s prefix, salt and hash, or one of the signs for an account that is locked. */
  private static final Pattern HASH = Pattern.compile("[!*]|\\$[0-9a-z]+\\$[^:\\s]+");

  public Password {
    Objects.requireNonNull(value);
  }

  /** A hash as crypt(5) describes it, as {@code $6$salt$…}. */
  public static Password crypted(String hash) {
    return new Password(Secret.of(hash), true);
  }

  /** The password itself; everyone who can read the installer's image can read it. */
  public static Password plain(String password) {
    return new Password(Secret.of(password), false);
  }

  boolean isWellFormed() {
    return crypted ? HASH.matcher(value.reveal()).matches() : !value.reveal().isBlank();
  }
}
