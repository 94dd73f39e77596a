package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.internal.driver.FailureType;
import io.kvmsdk.internal.driver.SeenFailure;
import io.kvmsdk.libvirt.LibvirtException;
import java.net.URI;
import java.util.Objects;

/** Why no connection could be made, and what to do about it. */
final class ConnectFailures {
  private ConnectFailures() {}

  /** By its words first: all that a transport's program says comes under one number. */
  static KvmException explain(URI uri, LibvirtException e) {
    return SeenFailure.in(e.problem())
        .map(seen -> seen.with("host", host(uri)).exception(e.subject(), e.problem(), e))
        .orElseGet(() -> byNumber(uri, e));
  }

  private static String host(URI uri) {
    return Objects.requireNonNullElse(uri.getAuthority(), "this machine");
  }

  private static KvmException byNumber(URI uri, LibvirtException e) {
    if (e.code() == ErrorCode.AUTH_FAILED) {
      return FailureType.DENIED.exception(
          e.subject(),
          e.problem(),
          "Give ConnectOptions.credentials that the host knows; a user's library of SASL must have"
              + " a way to tell them that the host takes",
          e);
    }
    if (e.domain() != Errors.DOMAIN_RPC) {
      KvmException typed = Errors.typed(e, true);
      return typed == e ? lost(e, "Check that virsh -c " + uri + " version works") : typed;
    }
    if (overSsh(uri)) {
      return lost(
          e,
          "Check that ssh "
              + host(uri)
              + " logs in without a question, host key included, and that libvirtd runs there");
    }
    if (Errors.refused(e)) {
      return FailureType.DENIED.exception(
          e.subject(), e.problem(), "Add this process's user to the group libvirt", e);
    }
    return lost(e, "Check that the host can be reached, and that libvirtd runs there");
  }

  private static boolean overSsh(URI uri) {
    return uri.getScheme().endsWith("+ssh")
        || uri.getScheme().endsWith("+libssh2")
        || uri.getScheme().endsWith("+libssh");
  }

  private static KvmException lost(LibvirtException e, String remedy) {
    return FailureType.LOST.exception(e.subject(), e.problem(), remedy, e);
  }
}
