package io.kvmsdk.libvirt.internal;

import com.sun.jna.Pointer;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.LibvirtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Pattern;

/** What libvirt says of the call just made on this thread: {@code struct _virError}. */
final class LastError {
  private static final int CODE = 0;
  private static final int DOMAIN = 4;
  private static final int MESSAGE = 8;
  private static final int LEVEL = 16;
  private static final int INT1 = 64;
  private static final int SIZE = 72;

  private static final int LEVEL_ERROR = 2;
  private static final Pattern LINE_END = Pattern.compile("\\R\\s*");

  private LastError() {}

  /** The error number alone, 0 if there was no error. */
  static int code() {
    long error = DirectApi.virGetLastError();
    return error == 0 ? 0 : new Pointer(error).getInt(CODE);
  }

  static LibvirtException read(Subject about) {
    long address = DirectApi.virGetLastError();
    if (address == 0) {
      return new LibvirtException(
          about, 0, 0, LEVEL_ERROR, 0, "libvirt failed and did not say why");
    }
    byte[] bytes = new Pointer(address).getByteArray(0, SIZE);
    ByteBuffer error = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    String text = DirectApi.text(error.getLong(MESSAGE));
    return new LibvirtException(
        about,
        error.getInt(CODE),
        error.getInt(DOMAIN),
        error.getInt(LEVEL),
        error.getInt(INT1),
        text == null ? "libvirt gave no message" : oneLine(text));
  }

  /** The XML validator's and QEMU's words, which libvirt passes on, have several lines. */
  private static String oneLine(String text) {
    return LINE_END.matcher(text.strip()).replaceAll("; ");
  }
}
