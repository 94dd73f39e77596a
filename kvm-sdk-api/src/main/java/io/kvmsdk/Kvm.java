package io.kvmsdk;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * The one door: connects to a hypervisor.
 *
 * <pre>{@code
 * try (Hypervisor kvm = Kvm.connect("qemu:///system")) {
 *   kvm.domains().list().forEach(System.out::println);
 * }
 * }</pre>
 */
public final class Kvm {
  private Kvm() {}

  /** Connects to this machine's system daemon: {@code qemu:///system}. */
  public static Hypervisor connect() {
    return connect("qemu:///system");
  }

  /**
   * Connects to what {@code uri} names: {@code qemu:///system}, {@code qemu+ssh://host/system},
   * {@code test:///default} (libvirt's own test driver), {@code fake:///} (the testkit).
   *
   * @throws UnsupportedException if no artifact on the class or module path knows the scheme
   * @throws InvalidSpecException if it is no URI, or none that libvirt understands
   * @throws io.kvmsdk.error.ConnectionLostException if nobody answers there
   */
  public static Hypervisor connect(String uri) {
    return connect(uri, ConnectOptions.builder().build());
  }

  /** As {@link #connect(String)}, otherwise than usual. */
  public static Hypervisor connect(String uri, ConnectOptions options) {
    try {
      return connect(new URI(uri), options);
    } catch (URISyntaxException e) {
      throw InvalidSpecException.of(Subject.of("URI", uri), "not a URI: " + e.getReason());
    }
  }

  /** As {@link #connect(String, ConnectOptions)}, with the options built in place. */
  public static Hypervisor connect(String uri, Consumer<ConnectOptions.Builder> options) {
    ConnectOptions.Builder builder = ConnectOptions.builder();
    options.accept(builder);
    return connect(uri, builder.build());
  }

  /** As {@link #connect(String)}. */
  public static Hypervisor connect(URI uri) {
    return connect(uri, ConnectOptions.builder().build());
  }

  /** As {@link #connect(String, ConnectOptions)}. */
  public static Hypervisor connect(URI uri, ConnectOptions options) {
    return provider(uri).orElseThrow(() -> noProvider(uri)).connect(uri, options);
  }

  private static Optional<HypervisorProvider> provider(URI uri) {
    return ServiceLoader.load(HypervisorProvider.class, HypervisorProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.accepts(uri))
        .findFirst();
  }

  private static UnsupportedException noProvider(URI uri) {
    String remedy =
        provider(URI.create("qemu:///system")).isPresent() && !"fake".equals(uri.getScheme())
            ? "Correct the URI: qemu:///system, qemu+ssh://host/system, test:///default"
            : "Add the artifact " + artifact(uri) + " to the application";
    return new UnsupportedException(
        Subject.of("URI", uri), "nothing on the class or module path can connect to it", remedy);
  }

  private static String artifact(URI uri) {
    return "fake".equals(uri.getScheme())
        ? "io.kvmsdk:kvm-sdk-testkit"
        : "io.kvmsdk:kvm-sdk-libvirt";
  }
}
