/** What can be wrong with an image; apart, because every internal package throws it. */
package io.kvmsdk.iso.error;
