/** A host's own devices and network interfaces. */
package io.kvmsdk.node;
