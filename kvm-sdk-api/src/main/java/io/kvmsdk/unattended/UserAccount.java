package io.kvmsdk.unattended;

import java.util.Objects;

/**
 * The first ordinary user of the new system.
 *
 * @param name the login name: a small letter, then small letters, digits, dashes and underscores
 * @param fullName for people; the comment field of passwd(5)
 */
public record UserAccount(String name, String fullName, Password password) {
  public UserAccount {
    Objects.requireNonNull(name);
    Objects.requireNonNull(fullName);
    Objects.requireNonNull(password);
  }

  public static UserAccount of(String name, Password password) {
    return new UserAccount(name, name, password);
  }
}
