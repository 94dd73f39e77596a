package io.kvmsdk.iso.internal.checksum;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.VolumeDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The media check of Fedora and RHEL (isomd5sum): a digest of the image in the application use
 * field of its primary descriptor (ECMA-119 8.4.32), taken while that field is blank.
 *
 * @param md5 of all but the last sectors, in 32 lower-case hexadecimal digits
 * @param skipSectors how many sectors of 2,048 bytes at the end are left out, for burnt discs whose
 *     last ones cannot be read
 * @param supported whether the publisher says that the image is supported
 * @param fragmentSums digits of the digests up to some points on the way, so that a check can stop
 *     early; empty if there are none
 * @param fragmentCount how many such points there are; 0 if there are none
 */
public record ImplantedMd5(
    String md5, int skipSectors, boolean supported, String fragmentSums, int fragmentCount) {
  /** What implantisomd5 writes. */
  public static final int SKIP_SECTORS = 15;

  public static final int FRAGMENT_COUNT = 20;

  private static final int FIELD_LENGTH = VolumeDescriptor.APPLICATION_USE_LENGTH;
  private static final int FRAGMENT_DIGITS = 60;

  /** Points are only taken between two reads of the size that implantisomd5 has. */
  private static final int CHUNK = 16 * ImageBytes.BLOCK;

  private static final Pattern MD5 = Pattern.compile("ISO MD5SUM = ([0-9a-f]{32})");
  private static final Pattern SKIP = Pattern.compile("SKIPSECTORS = ([0-9]{1,6});");
  private static final Pattern STATUS = Pattern.compile("RHLISOSTATUS=([01])");
  private static final Pattern SUMS = Pattern.compile("FRAGMENT SUMS = ([0-9a-f]{1,60});");
  private static final Pattern COUNT = Pattern.compile("FRAGMENT COUNT = ([0-9]{1,2});");

  /**
   * What the field says; empty unless it has a digest and the number of sectors to skip, without
   * which checkisomd5 finds none either.
   *
   * @param applicationUse the 512 bytes of the field
   */
  public static Optional<ImplantedMd5> parse(byte[] applicationUse) {
    String text = new String(applicationUse, StandardCharsets.ISO_8859_1);
    Optional<String> md5 = find(MD5, text);
    Optional<String> skip = find(SKIP, text);
    if (md5.isEmpty() || skip.isEmpty()) {
      return Optional.empty();
    }
    String sums = find(SUMS, text).orElse("");
    int count = find(COUNT, text).map(Integer::parseInt).orElse(0);
    boolean fragments = !sums.isEmpty() && count > 0 && FRAGMENT_DIGITS % count == 0;
    return Optional.of(
        new ImplantedMd5(
            md5.get(),
            Integer.parseInt(skip.get()),
            find(STATUS, text).filter("1"::equals).isPresent(),
            fragments ? sums : "",
            fragments ? count : 0));
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher m = pattern.matcher(text);
    return m.find() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /**
   * The digest of an image, as implantisomd5 takes it.
   *
   * @param image read once from its begin
   * @param field where the application use field begins, in bytes
   * @param length of the volume, in bytes; what the image has beyond is left out
   */
  public static ImplantedMd5 compute(ImageBytes image, long field, long length, boolean supported) {
    return compute(image, field, length, SKIP_SECTORS, supported, FRAGMENT_COUNT);
  }

  /**
   * Whether the image still is what this digest was taken of. One that is shorter is not.
   *
   * @param field where the application use field begins, in bytes
   * @param length of the volume, in bytes
   */
  public boolean holds(ImageBytes image, long field, long length) {
    return equals(compute(image, field, length, skipSectors, supported, fragmentCount));
  }

  private static ImplantedMd5 compute(
      ImageBytes image,
      long field,
      long length,
      int skipSectors,
      boolean supported,
      int fragmentCount) {
    long total = Math.max(0, length - (long) skipSectors * ImageBytes.BLOCK);
    long end = Math.min(total, image.length());
    MessageDigest digest = Digests.of(Digests.MD5);
    StringBuilder fragments = new StringBuilder();
    long fragment = 0;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = 0; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, end - at));
      image.read(at, chunk);
      blank(chunk.array(), field - at);
      digest.update(chunk.flip());
      long current = at * (fragmentCount + 1) / total;
      if (current != fragment && fragmentCount > 0) {
        fragments.append(fragmentSum(digest, FRAGMENT_DIGITS / fragmentCount));
        fragment = current;
      }
    }
    String md5 = Digests.hex(digest);
    return new ImplantedMd5(md5, skipSectors, supported, fragments.toString(), fragmentCount);
  }

  /** The part of the field that lies in this chunk counts as spaces. */
  private static void blank(byte[] chunk, long field) {
    int from = (int) Math.max(0, Math.min(chunk.length, field));
    int to = (int) Math.max(from, Math.min(chunk.length, field + FIELD_LENGTH));
    Arrays.fill(chunk, from, to, (byte) ' ');
  }

  /** One digit of each of the first bytes: the high one, or the low one where that is 0. */
  private static String fragmentSum(MessageDigest digest, int digits) {
    byte[] soFar = copy(digest).digest();
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < Math.min(digits, soFar.length); i++) {
      sum.append(Integer.toHexString(soFar[i] & 0xff).charAt(0));
    }
    return sum.toString();
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's MD5 can be cloned", e);
    }
  }

  /** The 512 bytes of the field, as implantisomd5 writes them. */
  public byte[] render() {
    String text =
        "ISO MD5SUM = "
            + md5
            + ";SKIPSECTORS = "
            + skipSectors
            + ";RHLISOSTATUS="
            + (supported ? 1 : 0)
            + ";FRAGMENT SUMS = "
            + fragmentSums
            + ";FRAGMENT COUNT = "
            + fragmentCount
            + ";THIS IS NOT THE SAME AS RUNNING MD5SUM ON THIS ISO!!";
    byte[] field = new byte[FIELD_LENGTH];
    Arrays.fill(field, (byte) ' ');
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, field, 0, bytes.length);
    return field;
  }
}
