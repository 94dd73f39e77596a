/**
 * libvirt's C API as a {@link io.kvmsdk.internal.driver.Driver}.
 *
 * <p>Three rules keep it safe. No native handle but the connection outlives the call that got it. A
 * native call and the reading of its error happen on one platform thread, because libvirt keeps the
 * error for each thread. libvirt's event loop never runs a caller's code.
 */
package io.kvmsdk.libvirt.internal;
