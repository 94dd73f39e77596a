/** Rock Ridge: POSIX names and attributes in system use entries (RRIP 1.09 and 1.12). */
package io.kvmsdk.iso.internal.rockridge;
