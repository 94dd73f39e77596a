/**
 * Images as file systems of the JDK: {@link java.nio.file.FileSystem}, read-only.
 *
 * <p>Paths behave as those of Unix. Links are followed as in a chroot: none leads out of the image.
 */
package io.kvmsdk.iso.internal.nio;
