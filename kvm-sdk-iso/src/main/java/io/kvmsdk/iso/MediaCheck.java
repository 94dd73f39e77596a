package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.checksum.ImplantedMd5;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;

/** What an image's implanted digest says of it; see {@link IsoImage#checkMedia}. */
public enum MediaCheck {
  /** The image has none. */
  NONE,
  GOOD,
  /** Something was changed or lost since it was implanted. */
  BAD;

  static MediaCheck of(ImageBytes image, VolumeDescriptor primary) {
    long field = primary.position() + VolumeDescriptor.APPLICATION_USE;
    long length = primary.volumeSize() * ImageBytes.BLOCK;
    return ImplantedMd5.parse(primary.applicationUse())
        .map(md5 -> md5.holds(image, field, length) ? GOOD : BAD)
        .orElse(NONE);
  }
}
