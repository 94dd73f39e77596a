/** Plans a changed image over an original that stays where it is. */
package io.kvmsdk.iso.internal.patch;
