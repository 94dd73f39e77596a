/** Seeds for cloud-init, for {@link java.util.ServiceLoader} to find. */
package io.kvmsdk.iso.internal.seed;
