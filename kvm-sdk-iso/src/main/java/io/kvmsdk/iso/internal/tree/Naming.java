package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.joliet.JolietNames;
import io.kvmsdk.iso.internal.rockridge.RockRidge;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a tree spells the names that people use. */
public enum Naming {
  ROCK_RIDGE,
  JOLIET,
  /** ISO 9660:1999: long names in any characters, and no versions. */
  ENHANCED,
  PLAIN;

  /** What a record holds beside its fixed fields, in bytes, for a name of 1999 (its 9.1.11). */
  private static final int MAX_ENHANCED = 207;

  /** Leaves room for a number. */
  private static final int LONGEST_ENHANCED = 200;

  /** Whether identifiers have two bytes to the character. */
  public boolean twoBytes() {
    return this == JOLIET;
  }

  /** How many characters a recorded name may have, without its version. */
  public int limit() {
    return switch (this) {
      case JOLIET -> JolietNames.LONG;
      case ENHANCED -> MAX_ENHANCED;
      default -> IsoNames.MAX_FILE;
    };
  }

  /** The name in the identifier of a record. */
  public String decode(byte[] identifier) {
    return switch (this) {
      case JOLIET -> JolietNames.decode(identifier);
      case ENHANCED -> RockRidge.text(identifier, 0, identifier.length);
      default -> IsoNames.decode(identifier);
    };
  }

  /** An identifier, with a version number if {@code version} is set and the tree has them. */
  public byte[] encode(String recorded, boolean version) {
    String identifier = version ? recorded + ";1" : recorded;
    return switch (this) {
      case JOLIET -> JolietNames.encode(identifier);
      case ENHANCED -> recorded.getBytes(StandardCharsets.UTF_8);
      default -> identifier.getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  /** What a new record for {@code name} is called in the identifier; it may be taken already. */
  public String recorded(String name, boolean directory) {
    return switch (this) {
      case JOLIET -> JolietNames.of(name, JolietNames.LONG);
      case ENHANCED -> enhanced(name);
      default -> IsoNames.of(name, directory);
    };
  }

  private static String enhanced(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_ENHANCED) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }

  /** Under which names {@code name} may be found here, the likeliest first. */
  public List<String> candidates(String name, boolean directory) {
    return switch (this) {
      case ROCK_RIDGE -> List.of(name);
      case ENHANCED -> List.of(name, enhanced(name));
      case JOLIET ->
          List.of(
              name,
              JolietNames.of(name, JolietNames.LONG),
              JolietNames.of(name, JolietNames.STANDARD));
      case PLAIN ->
          List.of(
              name,
              shown(IsoNames.of(name, directory)),
              shown(IsoNames.shortName(name, directory)));
    };
  }

  private static String shown(String identifier) {
    return IsoNames.decode(identifier.getBytes(StandardCharsets.ISO_8859_1));
  }
}
