package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The digest of a whole image that Fedora, RHEL and SUSE implant in the application use field
 * (ECMA-119 8.4.32). Any edit makes it wrong, so it is blanked: the installer's media check then
 * finds none, which it says, rather than a false one, on which it stops.
 */
final class MediaCheck {
  private static final Pattern IMPLANTED =
      Pattern.compile("ISO MD5SUM = |(md5|sha1|sha224|sha256|sha384|sha512)sum=");

  private MediaCheck() {}

  static boolean implanted(VolumeDescriptor primary) {
    String field = new String(primary.applicationUse(), StandardCharsets.ISO_8859_1);
    return IMPLANTED.matcher(field).find();
  }

  static void blank(NewImage image, VolumeDescriptor primary, Set<String> notes) {
    byte[] blank = new byte[VolumeDescriptor.APPLICATION_USE_LENGTH];
    Arrays.fill(blank, (byte) ' ');
    image.write(primary.position() + VolumeDescriptor.APPLICATION_USE, blank);
    notes.add(
        "The implanted media checksum no longer holds and is blanked:"
            + " boot without rd.live.check or mediacheck");
  }
}
