package io.kvmsdk.iso.internal.joliet;

import java.nio.charset.StandardCharsets;

/** The names of the Joliet tree. */
public final class JolietNames {
  /** The specification's bound. */
  public static final int STANDARD = 64;

  /** What fits a record beside a version number, and what the installers' builders use. */
  public static final int LONG = 103;

  private static final String FORBIDDEN = "*/:;?\\";

  private JolietNames() {}

  public static String decode(byte[] identifier) {
    String name = new String(identifier, StandardCharsets.UTF_16BE);
    int version = name.lastIndexOf(';');
    return version > 0 ? name.substring(0, version) : name;
  }

  public static byte[] encode(String name) {
    return name.getBytes(StandardCharsets.UTF_16BE);
  }

  /** Whether every writer keeps a name as it is, where no other is in its way. */
  public static boolean kept(String name) {
    return name.chars().allMatch(c -> c >= ' ' && c <= '~') && of(name, STANDARD).equals(name);
  }

  /**
   * {@code name} as the tree can hold it: what is forbidden becomes {@code _}, what is too long is
   * cut before the extension.
   */
  public static String of(String name, int limit) {
    StringBuilder allowed = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      allowed.append(c < ' ' || FORBIDDEN.indexOf(c) >= 0 ? '_' : c);
    }
    if (allowed.length() <= limit) {
      return allowed.toString();
    }
    int dot = allowed.lastIndexOf(".");
    String extension = dot > 0 && allowed.length() - dot <= limit / 2 ? allowed.substring(dot) : "";
    return allowed.substring(0, limit - extension.length()) + extension;
  }
}
