package io.kvmsdk.unattended;

import java.util.Objects;
import java.util.Optional;

/**
 * Where packages come from, over HTTP.
 *
 * @param path the archive's root on the host, as {@code /debian}
 * @param proxy as {@code http://proxy.example:3128/}
 */
public record Mirror(String host, String path, Optional<String> proxy) {
  public Mirror {
    Objects.requireNonNull(host);
    Objects.requireNonNull(path);
    Objects.requireNonNull(proxy);
  }

  /** No mirror: nothing but the installation medium is used. */
  public static Mirror none() {
    return of("", "");
  }

  boolean isNone() {
    return host.isEmpty() && path.isEmpty();
  }

  /** The mirror that the installer itself takes when nobody answers: its distribution's own. */
  public static Mirror standard() {
    return of("", "/");
  }

  boolean isStandard() {
    return host.isEmpty() && !path.isEmpty();
  }

  public static Mirror of(String host, String path) {
    return new Mirror(host, path, Optional.empty());
  }

  /** The same mirror, reached through {@code url}. */
  public Mirror throughProxy(String url) {
    return new Mirror(host, path, Optional.of(url));
  }
}
