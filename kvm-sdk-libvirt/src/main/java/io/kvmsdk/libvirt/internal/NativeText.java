package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;

/** Text on its way to C, where it ends at the first NUL. */
final class NativeText {
  private NativeText() {}

  static void require(Subject subject, String text) {
    if (text.indexOf('\0') >= 0) {
      throw InvalidSpecException.of(
          subject, "a NUL character is in it, where libvirt would cut the text off");
    }
  }
}
