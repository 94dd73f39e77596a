package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * What the Rock Ridge entries of one record say.
 *
 * @param name NM (RRIP 4.1.4); empty if there is none
 * @param mode PX (4.1.1): type and permissions as in {@code st_mode}; 0 if there is none
 * @param owner the rest of PX, {@link Owner#NONE} if there is none
 * @param device PN (4.1.2), or null
 * @param linkTarget SL (4.1.3); empty unless this is a symbolic link
 * @param modified TF (4.1.6), or null
 * @param childBlock CL (4.1.5.1): where a relocated directory really lies; -1 if it is not one
 * @param relocated RE (4.1.5.3): shown elsewhere, by a CL
 * @param zisofs ZF: how the data is compressed, or null
 * @param sparse SF (4.1.7): the data has holes that are not recorded
 */
public record RockRidge(
    String name,
    int mode,
    Owner owner,
    Device device,
    String linkTarget,
    Instant modified,
    long childBlock,
    boolean relocated,
    Zisofs zisofs,
    boolean sparse) {
  /** The absence of any entry. */
  public static final RockRidge NONE = new RockRidge("", 0, "", null, -1, false);

  /**
   * Whose a file is, and how many names it has.
   *
   * @param links the number of hard links
   */
  public record Owner(long links, long uid, long gid) {
    public static final Owner NONE = new Owner(1, 0, 0);
  }

  /** The numbers of a device. */
  public record Device(int major, int minor) {
    /**
     * Writers differ: genisoimage and Solaris record the numbers in the two halves, xorriso the
     * lower 32 bits of Linux's {@code dev_t} in the lower one. A high half of 0 tells.
     */
    static Device of(long high, long low) {
      if (high != 0) {
        return new Device((int) high, (int) low);
      }
      long major = (low >> 8) & 0xfff;
      long minor = (low & 0xff) | ((low >> 12) & 0xfff00);
      return new Device((int) major, (int) minor);
    }
  }

  /** The attributes of a new record. */
  public RockRidge(
      String name,
      int mode,
      String linkTarget,
      Instant modified,
      long childBlock,
      boolean relocated) {
    this(name, mode, Owner.NONE, null, linkTarget, modified, childBlock, relocated, null, false);
  }

  /** Reads the entries of one record. */
  public static RockRidge of(ImageBytes image, List<SystemUseEntry> entries) {
    RockRidgeParser parser = new RockRidgeParser(image);
    for (int i = 0; i < entries.size(); i++) {
      parser.add(entries.get(i));
    }
    return parser.attributes();
  }

  /** UTF-8, as all writers of today; what is not is taken as Latin-1, so that no name is lost. */
  public static String text(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : doubtful(bytes, from, length);
  }

  private static String doubtful(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
  }
}
