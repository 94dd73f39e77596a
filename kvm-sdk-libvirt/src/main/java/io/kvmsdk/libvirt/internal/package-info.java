/**
 * libvirt's C API as a {@link io.kvmsdk.internal.driver.Driver}.
 *
 * <p>Three rules keep it safe. What outlives a call is the connection, and belongs to it: the
 * handles that its {@link io.kvmsdk.libvirt.internal.HandleCache}s count the users of. A native
 * call and the reading of its error happen on one platform thread, because libvirt keeps the error
 * for each thread. libvirt's event loop never runs a caller's code.
 */
package io.kvmsdk.libvirt.internal;
