/** Programs on a host, this one or another ({@link io.kvmsdk.host.HostShell}). */
package io.kvmsdk.host;
