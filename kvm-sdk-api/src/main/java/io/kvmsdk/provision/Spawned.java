package io.kvmsdk.provision;

import io.kvmsdk.domain.Domain;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A machine over a golden image, running.
 *
 * @param address where it was found; empty if it was not waited for
 */
public record Spawned(Domain domain, Optional<InetAddress> address) {}
