package io.kvmsdk.iso;

import io.kvmsdk.value.ByteSize;

/**
 * How a tree is unpacked. Most need {@link #DEFAULT} only.
 *
 * <p>Links are made as they are in the image, wherever they lead; what reads the unpacked tree may
 * follow one out of it, but nothing is ever written through one. Where the tree shall be served to
 * others, leave them out.
 *
 * @param links whether symbolic links are made
 * @param exactPermissions whether files and folders get the image's permissions to the bit, which
 *     are often read-only. Otherwise they get what the umask leaves of them, and their owner may
 *     write. The bits for set-user-ID, set-group-ID and sticky are never set
 * @param maxSize how much may be written; {@link ByteSize#ZERO} stands for {@value #SIZES_OF_IMAGE}
 *     times the image's length. Files of an image may share their data, so that a small hostile one
 *     can promise any size
 */
public record ExtractOptions(boolean links, boolean exactPermissions, ByteSize maxSize) {
  /** How often an image's length is taken for granted when it is unpacked. */
  public static final int SIZES_OF_IMAGE = 8;

  /** All links, writable by the owner. */
  public static final ExtractOptions DEFAULT = new ExtractOptions(true, false, ByteSize.ZERO);

  /** As this, but no symbolic links are made. */
  public ExtractOptions withoutLinks() {
    return new ExtractOptions(false, exactPermissions, maxSize);
  }

  /** As this, but with the permissions of the image. */
  public ExtractOptions withExactPermissions() {
    return new ExtractOptions(links, true, maxSize);
  }

  /** As this, but for images of which more comes out. */
  public ExtractOptions withMaxSize(ByteSize newMaxSize) {
    return new ExtractOptions(links, exactPermissions, newMaxSize);
  }
}
