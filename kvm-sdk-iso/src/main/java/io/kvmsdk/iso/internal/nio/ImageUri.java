package io.kvmsdk.iso.internal.nio;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/**
 * URIs as {@code iso:file:///images/debian.iso!/.disk/info}: the image's own URI, and after the
 * last {@code !/} a path in it. Without such a path the image is meant.
 */
final class ImageUri {
  static final String SCHEME = "iso";

  private static final String SEPARATOR = "!/";

  /** What stays as it is in a URI's path (RFC 3986 3.3), but for the exclamation mark. */
  private static final String PLAIN = "/-._~$&'()*+,;=:@";

  private ImageUri() {}

  static URI of(Path image, String path) {
    return URI.create(SCHEME + ":" + image.toUri() + "!" + encode(path));
  }

  /** The file that {@code uri} names. */
  static Path image(URI uri) {
    String rest = rest(uri);
    int end = rest.lastIndexOf(SEPARATOR);
    URI image = URI.create(end < 0 ? rest : rest.substring(0, end));
    if (!image.isAbsolute()) {
      throw new IllegalArgumentException("write iso:file:///folder/image.iso, not " + uri);
    }
    try {
      return Path.of(image);
    } catch (FileSystemNotFoundException e) {
      throw new IllegalArgumentException("nothing is open under " + image, e);
    }
  }

  /** The path in the image. */
  static String path(URI uri) {
    String rest = rest(uri);
    int end = rest.lastIndexOf(SEPARATOR);
    if (end < 0) {
      throw new IllegalArgumentException("no '!/' with a path in the image in " + uri);
    }
    String path = rest.substring(end + 1).replace("+", "%2B");
    return URLDecoder.decode(path, StandardCharsets.UTF_8);
  }

  private static String rest(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("the scheme is not '" + SCHEME + "' in " + uri);
    }
    return uri.getRawSchemeSpecificPart();
  }

  private static String encode(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
