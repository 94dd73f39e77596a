package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.checksum.ImplantedMd5;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The digest of a whole image that Fedora, RHEL and SUSE implant in the application use field
 * (ECMA-119 8.4.32). Any edit makes it wrong. That of Fedora and RHEL is taken anew, for which the
 * whole image is read; that of SUSE, which may be signed, is blanked: the installer's media check
 * then finds none, which it says, rather than a false one, on which it stops.
 */
final class MediaCheck {
  private static final Pattern SUSE =
      Pattern.compile("(?i)(md5|sha1|sha224|sha256|sha384|sha512)sum *=");

  private final ImageEditor editor;
  private final NewImage image;
  private final VolumeDescriptor primary;

  MediaCheck(ImageEditor editor) {
    this.editor = editor;
    this.image = editor.image();
    this.primary = editor.volume().primary();
  }

  /** Brings the field up to date if the image has changed; everything else must be in place. */
  void update() {
    Optional<ImplantedMd5> old = ImplantedMd5.parse(primary.applicationUse());
    if (old.isEmpty() && !present()) {
      return;
    }
    List<NewImage.Difference> differences = image.differences();
    if (differences.isEmpty()) {
      return;
    }
    if (old.isPresent() && !editor.blanksMediaCheck()) {
      write(compute(old.get(), differences).render());
    } else {
      blank();
    }
  }

  private boolean present() {
    String field = new String(primary.applicationUse(), StandardCharsets.ISO_8859_1);
    return field.contains("ISO MD5SUM = ") || SUSE.matcher(field).find();
  }

  private ImplantedMd5 compute(ImplantedMd5 old, List<NewImage.Difference> differences) {
    byte[] size =
        image.bytes(primary.position() + VolumeDescriptor.VOLUME_SIZE, 4, "ECMA-119 8.4.8");
    long length = Numbers.le32(size, 0) * ImageBytes.BLOCK;
    try (PatchedBytes whole = new PatchedBytes(editor.base(), image.length(), differences)) {
      return ImplantedMd5.compute(whole, field(), length, old.supported());
    }
  }

  private void blank() {
    byte[] blank = new byte[VolumeDescriptor.APPLICATION_USE_LENGTH];
    Arrays.fill(blank, (byte) ' ');
    write(blank);
    editor
        .notes()
        .add(
            "The implanted media checksum no longer holds and is blanked:"
                + " boot without rd.live.check or mediacheck");
  }

  private long field() {
    return primary.position() + VolumeDescriptor.APPLICATION_USE;
  }

  private void write(byte[] content) {
    image.write(field(), content);
  }
}
