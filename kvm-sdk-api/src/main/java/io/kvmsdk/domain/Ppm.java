package io.kvmsdk.domain;

/**
 * A portable pixmap, as ppm(5) has it: three bytes a pixel, row after row.
 *
 * @param start where the first pixel is in {@code content}
 */
record Ppm(int width, int height, int start, byte[] content) {
  /** More than any screen; keeps products of two sides within an int. */
  private static final int LONGEST_SIDE = 16_384;

  static Ppm read(byte[] content) {
    return new Reader(content).read();
  }

  int row() {
    return width * 3;
  }

  /** Reads the head; nothing is taken for granted. */
  private static final class Reader {
    private final byte[] content;
    private int at;

    Reader(byte[] content) {
      this.content = content;
    }

    Ppm read() {
      if (next() != 'P' || next() != '6') {
        throw Screenshot.damaged("it is no PPM: it does not begin with P6");
      }
      int width = number("width", LONGEST_SIDE);
      int height = number("height", LONGEST_SIDE);
      if (number("greatest value", 65_535) != 255) {
        throw Screenshot.damaged("its pixels are not of one byte a colour");
      }
      long due = 3L * width * height;
      if (content.length - at < due) {
        throw Screenshot.damaged(
            "%d × %d pixels take %d bytes, of which there are %d"
                .formatted(width, height, due, content.length - at));
      }
      return new Ppm(width, height, at, content);
    }

    private int next() {
      if (at == content.length) {
        throw Screenshot.damaged("it ends within its head");
      }
      return content[at++];
    }

    /** A number, and the one character of white space that ends it. */
    private int number(String what, int most) {
      int c = skipSpace();
      int number = 0;
      while (c >= '0' && c <= '9' && number <= most) {
        number = number * 10 + (c - '0');
        c = next();
      }
      if (number < 1 || number > most || !isSpace(c)) {
        throw Screenshot.damaged("its " + what + " is not 1 to " + most);
      }
      return number;
    }

    /** Skips white space and comments; gives the first character behind. */
    private int skipSpace() {
      int c = next();
      while (isSpace(c) || c == '#') {
        boolean comment = c == '#';
        c = next();
        while (comment && c != '\n' && c != '\r') {
          c = next();
        }
      }
      return c;
    }

    private static boolean isSpace(int c) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
  }
}
