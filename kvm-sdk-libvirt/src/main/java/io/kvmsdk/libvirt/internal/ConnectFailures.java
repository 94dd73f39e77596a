package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.libvirt.LibvirtException;
import java.net.URI;

/** Why no connection could be made, and what to do about it. */
final class ConnectFailures {
  private static final int ENOENT = 2;
  private static final int ECONNREFUSED = 111;

  private ConnectFailures() {}

  static KvmException explain(URI uri, LibvirtException e) {
    if (e.domain() != Errors.DOMAIN_RPC) {
      KvmException typed = Errors.typed(e, true);
      return typed == e ? lost(e, "Check that virsh -c " + uri + " version works") : typed;
    }
    if (overSsh(uri)) {
      return lost(
          e,
          "Check that ssh to "
              + uri.getAuthority()
              + " logs in without a question, host key included, and that libvirtd runs there");
    }
    if (Errors.refused(e)) {
      return new PermissionDeniedException(
          e.subject(),
          e.problem(),
          "Add this process's user to the group libvirt, and log in again",
          e);
    }
    return lost(e, remedy(e.systemError()));
  }

  private static boolean overSsh(URI uri) {
    return uri.getScheme().endsWith("+ssh")
        || uri.getScheme().endsWith("+libssh2")
        || uri.getScheme().endsWith("+libssh");
  }

  private static String remedy(int systemError) {
    return switch (systemError) {
      case ENOENT ->
          "Start the daemon: systemctl start libvirtd (Debian package libvirt-daemon-system)";
      case ECONNREFUSED -> "Nothing listens on that socket; systemctl restart libvirtd";
      default -> "Check that the host can be reached, and that libvirtd runs there";
    };
  }

  private static ConnectionLostException lost(LibvirtException e, String remedy) {
    return new ConnectionLostException(e.subject(), e.problem(), remedy, e);
  }
}
