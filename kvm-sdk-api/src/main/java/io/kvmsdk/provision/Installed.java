package io.kvmsdk.provision;

import io.kvmsdk.domain.Domain;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An installed guest, running from its own disk.
 *
 * @param address where it was found; empty if it was not waited for
 */
public record Installed(Domain domain, Optional<InetAddress> address) {}
