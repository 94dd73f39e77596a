package io.kvmsdk.iso.internal.tree;

import io.kvmsdk.iso.internal.ecma119.IsoNames;
import io.kvmsdk.iso.internal.joliet.JolietNames;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a tree spells the names that people use. */
public enum Naming {
  ROCK_RIDGE,
  JOLIET,
  PLAIN;

  /** Whether identifiers have two bytes to the character. */
  public boolean twoBytes() {
    return this == JOLIET;
  }

  /** How many characters a recorded name may have, without its version. */
  public int limit() {
    return twoBytes() ? JolietNames.LONG : IsoNames.MAX_FILE;
  }

  /** The name in the identifier of a record. */
  public String decode(byte[] identifier) {
    return twoBytes() ? JolietNames.decode(identifier) : IsoNames.decode(identifier);
  }

  /** An identifier, with a version number if {@code version} is set. */
  public byte[] encode(String recorded, boolean version) {
    String identifier = version ? recorded + ";1" : recorded;
    return twoBytes()
        ? JolietNames.encode(identifier)
        : identifier.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What a new record for {@code name} is called in the identifier; it may be taken already. */
  public String recorded(String name, boolean directory) {
    return twoBytes() ? JolietNames.of(name, JolietNames.LONG) : IsoNames.of(name, directory);
  }

  /** Under which names {@code name} may be found here, the likeliest first. */
  public List<String> candidates(String name, boolean directory) {
    return switch (this) {
      case ROCK_RIDGE -> List.of(name);
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
