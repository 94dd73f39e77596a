package io.kvmsdk.iso.internal.checksum;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as lists on media have them: in lower-case hexadecimal digits. */
public final class Digests {
  public static final String MD5 = "MD5";

  private static final int CHUNK = 1 << 17;

  private Digests() {}

  /**
   * A digest that has seen nothing.
   *
   * @param algorithm MD5, SHA-1 or one of SHA-2, by its name in the JDK
   */
  public static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has all of MD5, SHA-1 and SHA-2", e);
    }
  }

  /** Ends a digest. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The MD5 of all that is left in a stream. */
  public static String md5(InputStream in) throws IOException {
    MessageDigest md5 = of(MD5);
    byte[] chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      md5.update(chunk, 0, n);
    }
    return hex(md5);
  }
}
