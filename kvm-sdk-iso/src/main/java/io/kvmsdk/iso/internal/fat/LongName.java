package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.internal.ecma119.Numbers;
import java.util.Arrays;
import java.util.Optional;

/**
 * A long name in slots before the short one (FAT 7): 13 UTF-16 units each, the last slot first. A
 * set that is out of order or belongs to another short name is an orphan, and does not count.
 */
final class LongName {
  /** The attribute byte, less its two undefined bits, of a slot that holds a part of a name. */
  static final int ATTRIBUTE = 0x0f;

  private static final int UNITS = 13;
  private static final int LAST = 0x40;

  /** Enough for the 255 units that a name may have. */
  private static final int MAX_SLOTS = 20;

  private final char[] units = new char[MAX_SLOTS * UNITS];
  private int firstSlot;
  private int length;
  private int missing = -1;
  private int checksum;

  /** Where the units of a slot lie: five, six and two. */
  private static int at(int unit) {
    return unit < 5 ? 1 + 2 * unit : unit < 11 ? 14 + 2 * (unit - 5) : 28 + 2 * (unit - 11);
  }

  /** Takes the next slot, whose number in its folder is {@code index}. */
  void add(int index, byte[] slot) {
    int ordinal = Numbers.u8(slot, 0);
    int number = ordinal & ~LAST;
    if ((ordinal & LAST) != 0 && number >= 1 && number <= MAX_SLOTS) {
      firstSlot = index;
      missing = number;
      length = number * UNITS;
      checksum = Numbers.u8(slot, 13);
    }
    if (missing < 1 || number != missing || checksum != Numbers.u8(slot, 13)) {
      clear();
      return;
    }
    missing--;
    for (int i = 0; i < UNITS; i++) {
      units[missing * UNITS + i] = (char) Numbers.le16(slot, at(i));
    }
  }

  /** Forgets all slots: something else has come between. */
  void clear() {
    missing = -1;
  }

  /** The name, if the slots so far are all of it, and those of {@code alias}. */
  Optional<String> of(ShortName alias) {
    if (missing != 0 || checksum != alias.checksum()) {
      return Optional.empty();
    }
    String padded = new String(units, 0, length);
    int end = padded.indexOf('\0');
    return Optional.of(end < 0 ? padded : padded.substring(0, end));
  }

  /** The number of the slot where the name begins. */
  int firstSlot() {
    return firstSlot;
  }

  /** How many slots a name takes. */
  static int slots(String name) {
    return (name.length() + UNITS - 1) / UNITS;
  }

  /** The slots of a name, in the order of the folder. */
  static byte[][] encode(String name, ShortName alias) {
    int count = slots(name);
    byte[][] slots = new byte[count][];
    for (int number = 1; number <= count; number++) {
      slots[count - number] = slot(name, number, alias.checksum());
    }
    slots[0][0] |= LAST;
    return slots;
  }

  private static byte[] slot(String name, int number, int checksum) {
    byte[] slot = new byte[Directory.SLOT];
    Arrays.fill(slot, (byte) 0xff);
    slot[0] = (byte) number;
    slot[11] = ATTRIBUTE;
    slot[12] = 0;
    slot[13] = (byte) checksum;
    Numbers.putLe16(slot, 26, 0);
    for (int i = 0; i < UNITS; i++) {
      int index = (number - 1) * UNITS + i;
      if (index <= name.length()) {
        Numbers.putLe16(slot, at(i), index == name.length() ? 0 : name.charAt(index));
      }
    }
    return slot;
  }
}
