package io.kvmsdk;

import java.net.URI;

/** Makes connections for some kinds of URI; found through {@link java.util.ServiceLoader}. */
public interface HypervisorProvider {
  boolean accepts(URI uri);

  Hypervisor connect(URI uri, ConnectOptions options);
}
