package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.util.Map;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;

/** {@code libvirt-qemu.so.0}, which not everybody has, and hardly any call needs. */
public interface QemuApi extends Library {
  int virDomainQemuMonitorCommand(
      DomainPointer domain, String command, PointerByReference result, int flags);

  CString virDomainQemuAgentCommand(DomainPointer domain, String command, int timeout, int flags);

  /**
   * @throws UnsupportedException if this machine does not have it
   */
  static QemuApi get() {
    try {
      return Loaded.API;
    } catch (LinkageError e) {
      throw new UnsupportedException(
          Subject.of("native library", "virt-qemu"),
          "it could not be loaded: " + e,
          "Install libvirt-qemu.so.0: it is in the Debian package libvirt0",
          e);
    }
  }

  /** Loads the library when it is first asked for. */
  final class Loaded {
    private static final QemuApi API =
        Native.load("virt-qemu", QemuApi.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));

    private Loaded() {}
  }
}
