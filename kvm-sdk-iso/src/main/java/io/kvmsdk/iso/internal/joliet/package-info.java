/** Joliet: a second tree with names in UCS-2. */
package io.kvmsdk.iso.internal.joliet;
