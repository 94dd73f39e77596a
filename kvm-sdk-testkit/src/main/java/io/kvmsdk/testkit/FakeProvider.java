package io.kvmsdk.testkit;

import io.kvmsdk.ConnectOptions;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.HypervisorProvider;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects {@code fake:///} to a new fake host, and {@code fake:///some/folder} to the one that has
 * its files there, for as long as the JVM runs. Used through {@code Kvm.connect}.
 */
public final class FakeProvider implements HypervisorProvider {
  private static final ConcurrentHashMap<Path, FakeHost> HOSTS = new ConcurrentHashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public FakeProvider() {}

  @Override
  public boolean accepts(URI uri) {
    return "fake".equals(uri.getScheme());
  }

  /**
   * Connects; of the options, a host in memory has a use for {@code readOnly} alone.
   *
   * @throws InvalidSpecException if the URI names a host, or no absolute path
   */
  @Override
  public Hypervisor connect(URI uri, ConnectOptions options) {
    String path = uri.getPath();
    if (uri.getAuthority() != null || path == null || !path.startsWith("/")) {
      throw InvalidSpecException.of(
          Subject.of("URI", uri), "is not of the form fake:/// or fake:///some/folder");
    }
    if (path.equals("/")) {
      return FakeHypervisor.create();
    }
    FakeHost host =
        HOSTS.computeIfAbsent(
            Path.of(path).normalize(), root -> FakeHypervisor.builder().root(root).newHost(root));
    return new FakeHypervisor(host, new FakeDriver(host, uri, options.readOnly()), false);
  }
}
