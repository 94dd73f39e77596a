package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.List;

/** Which type of the SDK's family an error of libvirt is, by its number and never by its text. */
final class Errors {
  /** {@code VIR_FROM_RPC}: the remote protocol, so mostly a broken connection. */
  static final int DOMAIN_RPC = 7;

  /** {@code VIR_FROM_STORAGE}: the storage driver itself, and none of its back ends' programs. */
  static final int DOMAIN_STORAGE = 18;

  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int EXDEV = 18;
  private static final int ENOTTY = 25;
  private static final int ENOSPC = 28;
  private static final int EOPNOTSUPP = 95;
  private static final int EDQUOT = 122;

  private static final String PERMISSION =
      "Let this process's user manage libvirt: add it to the group libvirt of the host";

  private Errors() {}

  /**
   * @param alive whether the connection is; many errors of the remote protocol share one number
   */
  static KvmException typed(LibvirtException e, boolean alive) {
    if (!alive && e.domain() == DOMAIN_RPC) {
      return lost(e);
    }
    Subject subject = e.subject();
    String problem = e.problem();
    return switch (e.code()) {
      case ErrorCode.NO_DOMAIN,
          ErrorCode.NO_DOMAIN_SNAPSHOT,
          ErrorCode.NO_NETWORK,
          ErrorCode.NO_STORAGE_POOL,
          ErrorCode.NO_STORAGE_VOL ->
          new NotFoundException(subject, problem, "", e);
      case ErrorCode.DOM_EXIST,
          ErrorCode.NETWORK_EXIST,
          ErrorCode.STORAGE_POOL_BUILT,
          ErrorCode.STORAGE_VOL_EXIST ->
          exists(e);
      case ErrorCode.OPERATION_INVALID,
          ErrorCode.RESOURCE_BUSY,
          ErrorCode.BLOCK_COPY_ACTIVE,
          ErrorCode.SNAPSHOT_REVERT_RISKY,
          ErrorCode.AGENT_UNRESPONSIVE,
          ErrorCode.AGENT_UNSYNCED ->
          conflict(e);
      case ErrorCode.OPERATION_DENIED,
          ErrorCode.ACCESS_DENIED,
          ErrorCode.AUTH_FAILED,
          ErrorCode.AUTH_CANCELLED,
          ErrorCode.AUTH_UNAVAILABLE ->
          new PermissionDeniedException(subject, problem, PERMISSION, e);
      case ErrorCode.NO_SUPPORT,
          ErrorCode.CONFIG_UNSUPPORTED,
          ErrorCode.OPERATION_UNSUPPORTED,
          ErrorCode.ARGUMENT_UNSUPPORTED,
          ErrorCode.CPU_INCOMPATIBLE ->
          new UnsupportedException(subject, problem, "", e);
      case ErrorCode.XML_ERROR,
          ErrorCode.XML_DETAIL,
          ErrorCode.XML_INVALID_SCHEMA,
          ErrorCode.OS_TYPE,
          ErrorCode.INVALID_MAC,
          ErrorCode.INVALID_ARG ->
          new InvalidSpecException(subject, List.of(problem), e);
      case ErrorCode.OPERATION_TIMEOUT -> new TimedOutException(subject, problem, "", e);
      case ErrorCode.NO_CONNECT, ErrorCode.RPC -> lost(e);
      case ErrorCode.SYSTEM_ERROR -> bySystemError(e);
      default -> e;
    };
  }

  private static KvmException bySystemError(LibvirtException e) {
    return switch (e.systemError()) {
      case EPERM, EACCES -> denied(e);
      case ENOSPC, EDQUOT -> full(e);
      case EXDEV, ENOTTY, EOPNOTSUPP -> new UnsupportedException(e.subject(), e.problem(), "", e);
      default -> e;
    };
  }

  static NoSpaceException full(LibvirtException e) {
    return new NoSpaceException(
        e.subject(), e.problem(), "Free some space on the host, or take another pool", e);
  }

  static AlreadyExistsException exists(LibvirtException e) {
    return new AlreadyExistsException(
        e.subject(), e.problem(), "Choose another name, or remove it first", e);
  }

  static ConflictException conflict(LibvirtException e) {
    return new ConflictException(e.subject(), e.problem(), "", e);
  }

  /**
   * Whether a pool was not refreshed since volumes are built in it: libvirt has no number for it.
   */
  static boolean busyPool(LibvirtException e) {
    return e.code() == ErrorCode.INTERNAL_ERROR && e.domain() == DOMAIN_STORAGE;
  }

  /** Whether the operating system refused, on the daemon's side or on ours. */
  static boolean refused(LibvirtException e) {
    return e.code() == ErrorCode.SYSTEM_ERROR
        && (e.systemError() == EACCES || e.systemError() == EPERM);
  }

  private static PermissionDeniedException denied(LibvirtException e) {
    return new PermissionDeniedException(
        e.subject(),
        e.problem(),
        "Let the host's libvirt daemon reach it; for files, also check AppArmor or SELinux",
        e);
  }

  private static ConnectionLostException lost(LibvirtException e) {
    return new ConnectionLostException(
        e.subject(),
        e.problem(),
        "Check that the host's libvirt daemon runs, then connect again",
        e);
  }
}
