/**
 * What the libvirt adapter adds to the API: libvirt's own error, as the cause of the typed ones.
 * The rest is reached through {@link io.kvmsdk.Kvm#connect(String)}.
 */
package io.kvmsdk.libvirt;
