package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.rockridge.RockRidge;
import io.kvmsdk.iso.internal.tree.Node;
import java.time.Instant;

/**
 * A file, folder or link in an image.
 *
 * @param path absolute, as {@code /isolinux/txt.cfg}
 * @param size in bytes, of the content as it is read; 0 for what is not a file
 * @param linkTarget as written in the link; empty for what is not a link
 * @param mode permissions as in {@code chmod}, with the type bits of {@code st_mode}; where the
 *     image has no Rock Ridge, read-only for all
 * @param uid the owner's number; 0 where the image has no Rock Ridge
 * @param gid the group's number; 0 where the image has no Rock Ridge
 * @param links how many names the file has; 1 where the image does not tell
 * @param deviceMajor of a device; 0 for what is none, as the next
 * @param deviceMinor of a device
 * @param modified as Rock Ridge tells, or else when it was recorded
 * @param block where the data begins, in units of 2,048 bytes
 * @param compressed whether the data is stored compressed (zisofs); it is read decompressed
 */
public record IsoEntry(
    String path,
    Kind kind,
    long size,
    String linkTarget,
    int mode,
    long uid,
    long gid,
    long links,
    int deviceMajor,
    int deviceMinor,
    Instant modified,
    long block,
    boolean compressed) {
  /** What an entry is. */
  public enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    /** A device, socket or pipe. */
    OTHER
  }

  private static final int READ_ONLY = 0444;

  static IsoEntry of(String path, Node node) {
    Kind kind = kind(node);
    RockRidge attributes = node.attributes();
    RockRidge.Device device = attributes.device();
    return new IsoEntry(
        path,
        kind,
        kind == Kind.FILE ? node.contentSize() : 0,
        node.link() ? attributes.linkTarget() : "",
        attributes.mode() == 0 ? READ_ONLY : attributes.mode(),
        attributes.owner().uid(),
        attributes.owner().gid(),
        attributes.owner().links(),
        device == null ? 0 : device.major(),
        device == null ? 0 : device.minor(),
        node.modified(),
        node.first().block(),
        attributes.zisofs() != null);
  }

  private static Kind kind(Node node) {
    if (node.directory()) {
      return Kind.DIRECTORY;
    }
    if (node.link()) {
      return Kind.LINK;
    }
    return node.regular() ? Kind.FILE : Kind.OTHER;
  }

  /** The last name of the path; empty for the root. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
