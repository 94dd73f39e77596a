package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * The native library: loaded at the first connect, silenced, and with its event loop running.
 *
 * <p>The error function is one for the whole process; an application that itself sets libvirt's
 * should do so after its first connect.
 */
final class LibvirtLibrary {
  private static final Logger LOG = System.getLogger(LibvirtLibrary.class.getName());

  /**
   * Takes the place of libvirt's default, which prints to stderr. A constant, because libvirt calls
   * it for as long as the process lives.
   */
  private static final LibvirtApi.ErrorFunction SILENCE = (userData, error) -> {};

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
    } catch (LinkageError missing) {
      throw new UnsupportedException(
          Subject.of("native library", name),
          "it could not be loaded: " + missing.getMessage(),
          "Install libvirt's client library: libvirt.so.0, in the Debian package libvirt0",
          missing);
    } catch (IllegalCallerException denied) {
      throw new UnsupportedException(
          Subject.of("native library", name),
          "Java was told to refuse native access: " + denied.getMessage(),
          "Start Java with --enable-native-access=com.sun.jna, or =ALL-UNNAMED on the class path",
          denied);
    }
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
    Thread loop = new Thread(() -> runEvents(api), "kvmsdk-libvirt-events");
    loop.setDaemon(true);
    loop.start();
  }

  /** Runs for as long as the process does: libvirt has one loop, for all connections. */
  private static void runEvents(LibvirtApi api) {
    while (api.virEventRunDefaultImpl() == 0) {
      continue;
    }
    LOG.log(Level.ERROR, "libvirt''s event loop has failed: no more events, and no keepalive");
  }
}
