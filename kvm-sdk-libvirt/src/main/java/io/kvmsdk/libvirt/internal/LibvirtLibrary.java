package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.util.Map;

/**
 * The native library: loaded at the first connect, silenced, and with its event loop running.
 *
 * <p>libvirt has one error function for the whole process, which alone hears of connections that
 * fail, and one for each connection. We set both: the application's own, if it sets one after its
 * first connect, stays, and hears nothing of what our connections throw anyway.
 */
final class LibvirtLibrary {
  /** What our two mappings are loaded with: all text is UTF-8, whatever the locale. */
  private static final Map<String, Object> UTF_8 = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");

  private static final String GRANT =
      "Java denies native access; start it with --enable-native-access=com.sun.jna, or"
          + " =ALL-UNNAMED on the class path";

  private static LibvirtApi loaded;
  private static Pointer silence;

  private LibvirtLibrary() {}

  /**
   * @throws UnsupportedException if this machine has no libvirt
   */
  static synchronized LibvirtApi get() {
    if (loaded == null) {
      LibvirtApi api = load("virt");
      NativeLibrary library = NativeLibrary.getInstance("virt", UTF_8);
      Native.register(DirectApi.class, library);
      silence = library.getFunction("labs");
      start(api);
      loaded = api;
    }
    return loaded;
  }

  /** Loads {@code lib<name>.so}. */
  static LibvirtApi load(String name) {
    try {
      return Native.load(name, LibvirtApi.class, UTF_8);
    } catch (LinkageError | IllegalCallerException e) {
      throw new UnsupportedException(
          Subject.of("native library", name),
          "it could not be loaded: " + e,
          denied(e) ? GRANT : "Install libvirt.so.0: it is in the Debian package libvirt0",
          e);
    }
  }

  /**
   * Takes the place of libvirt's default {@code virErrorFunc}, which prints to stderr. It is C's
   * {@code labs}, which does nothing with its argument: an error then costs no way into Java, and
   * there is no callback that could be collected while libvirt knows it.
   */
  static synchronized Pointer silence() {
    return silence;
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

  private static void start(LibvirtApi api) {
    api.virSetErrorFunc(null, silence);
    if (api.virInitialize() < 0) {
      throw new KvmException(
          Subject.of("native library", "virt"), "libvirt could not be initialised", "");
    }
    EventLoop.start(api);
  }
}
