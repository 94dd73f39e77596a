package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.util.Map;

/**
 * The native library: loaded at the first connect, silenced, and with its event loop running.
 *
 * <p>The error function is one for the whole process; an application that itself sets libvirt's
 * should do so after its first connect.
 */
final class LibvirtLibrary {
  /**
   * Takes the place of libvirt's default, which prints to stderr. A constant, because libvirt calls
   * it for as long as the process lives.
   */
  private static final LibvirtApi.ErrorFunction SILENCE = (userData, error) -> {};

  private static final String GRANT =
      "Java denies native access; start it with --enable-native-access=com.sun.jna, or"
          + " =ALL-UNNAMED on the class path";

  private static LibvirtApi loaded;

  private LibvirtLibrary() {}

  /**
   * @throws UnsupportedException if this machine has no libvirt
   */
  static synchronized LibvirtApi get() {
    if (loaded == null) {
      LibvirtApi api = load("virt");
      start(api);
      loaded = api;
    }
    return loaded;
  }

  /** Loads {@code lib<name>.so}; all text is UTF-8, whatever the locale. */
  static LibvirtApi load(String name) {
    try {
      return Native.load(name, LibvirtApi.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
    } catch (LinkageError | IllegalCallerException e) {
      throw new UnsupportedException(
          Subject.of("native library", name),
          "it could not be loaded: " + e,
          denied(e) ? GRANT : "Install libvirt.so.0: it is in the Debian package libvirt0",
          e);
    }
  }

  /** Java says so only once; later, a class that could not be initialised quotes it. */
  private static boolean denied(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t.toString().contains(IllegalCallerException.class.getName())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The event loop must be there before the first connection, or that has neither events nor
   * keepalive.
   */
  private static void start(LibvirtApi api) {
    api.virSetErrorFunc(null, SILENCE);
    if (api.virInitialize() < 0 || api.virEventRegisterDefaultImpl() < 0) {
      throw new KvmException(
          Subject.of("native library", "virt"), "libvirt could not be initialised", "");
    }
    EventLoop.start(api);
  }
}
