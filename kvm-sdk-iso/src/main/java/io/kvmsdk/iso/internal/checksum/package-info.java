/** Digests that images carry of themselves. */
package io.kvmsdk.iso.internal.checksum;
