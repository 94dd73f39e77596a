/** El Torito: how firmware finds what to boot. */
package io.kvmsdk.iso.internal.eltorito;
