package io.kvmsdk.libvirt.internal;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.internal.driver.FailureType;
import io.kvmsdk.internal.driver.SeenFailure;
import io.kvmsdk.libvirt.LibvirtException;

/**
 * Which type of the SDK's family an error of libvirt is: by its number, and only where that says
 * nothing by its words, which else add a remedy alone.
 */
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

  private Errors() {}

  /**
   * @param alive whether the connection is; many errors of the remote protocol share one number
   */
  static KvmException typed(LibvirtException e, boolean alive) {
    FailureType type = !alive && e.domain() == DOMAIN_RPC ? FailureType.LOST : type(e);
    return SeenFailure.in(e.problem())
        .map(
            seen ->
                type == null
                    ? seen.exception(e.subject(), e.problem(), e)
                    : seen.exception(type, e.subject(), e.problem(), e))
        .orElseGet(() -> type == null ? e : as(type, e));
  }

  /** Null where the number says nothing. */
  private static FailureType type(LibvirtException e) {
    return switch (e.code()) {
      case ErrorCode.NO_DOMAIN,
          ErrorCode.NO_DOMAIN_SNAPSHOT,
          ErrorCode.NO_DOMAIN_CHECKPOINT,
          ErrorCode.NO_DOMAIN_BACKUP,
          ErrorCode.NO_NETWORK,
          ErrorCode.NO_STORAGE_POOL,
          ErrorCode.NO_STORAGE_VOL,
          ErrorCode.NO_NODE_DEVICE,
          ErrorCode.NO_INTERFACE,
          ErrorCode.NO_NWFILTER,
          ErrorCode.NO_SECRET,
          ErrorCode.DEVICE_MISSING ->
          FailureType.NOT_FOUND;
      case ErrorCode.DOM_EXIST,
          ErrorCode.NETWORK_EXIST,
          ErrorCode.STORAGE_POOL_BUILT,
          ErrorCode.STORAGE_VOL_EXIST ->
          FailureType.EXISTS;
      case ErrorCode.OPERATION_INVALID,
          ErrorCode.RESOURCE_BUSY,
          ErrorCode.BLOCK_COPY_ACTIVE,
          ErrorCode.MIGRATE_UNSAFE,
          ErrorCode.SNAPSHOT_REVERT_RISKY,
          ErrorCode.CHECKPOINT_INCONSISTENT,
          ErrorCode.AGENT_UNRESPONSIVE,
          ErrorCode.AGENT_UNSYNCED ->
          FailureType.CONFLICT;
      case ErrorCode.OPERATION_DENIED,
          ErrorCode.ACCESS_DENIED,
          ErrorCode.AUTH_FAILED,
          ErrorCode.AUTH_CANCELLED,
          ErrorCode.AUTH_UNAVAILABLE ->
          FailureType.DENIED;
      case ErrorCode.NO_SUPPORT,
          ErrorCode.CONFIG_UNSUPPORTED,
          ErrorCode.OPERATION_UNSUPPORTED,
          ErrorCode.ARGUMENT_UNSUPPORTED,
          ErrorCode.CPU_INCOMPATIBLE ->
          FailureType.UNSUPPORTED;
      case ErrorCode.XML_ERROR,
          ErrorCode.XML_DETAIL,
          ErrorCode.XML_INVALID_SCHEMA,
          ErrorCode.OS_TYPE,
          ErrorCode.INVALID_MAC,
          ErrorCode.INVALID_ARG ->
          FailureType.INVALID;
      case ErrorCode.OPERATION_ABORTED -> FailureType.CANCELLED;
      case ErrorCode.OPERATION_TIMEOUT -> FailureType.TIMED_OUT;
      case ErrorCode.NO_CONNECT, ErrorCode.RPC -> FailureType.LOST;
      case ErrorCode.SYSTEM_ERROR -> bySystemError(e);
      default -> null;
    };
  }

  private static FailureType bySystemError(LibvirtException e) {
    return switch (e.systemError()) {
      case EPERM, EACCES -> FailureType.DENIED;
      case ENOSPC, EDQUOT -> FailureType.NO_ROOM;
      case EXDEV, ENOTTY, EOPNOTSUPP -> FailureType.UNSUPPORTED;
      default -> null;
    };
  }

  private static KvmException as(FailureType type, LibvirtException e) {
    return type.exception(e.subject(), e.problem(), remedy(type, e), e);
  }

  /** What can be said without knowing more than the type. */
  private static String remedy(FailureType type, LibvirtException e) {
    return switch (type) {
      case EXISTS -> "Choose another name, or remove it first";
      case NO_ROOM -> "Free some space on the host, or take another pool";
      case LOST ->
          "Check that the host's libvirt daemon runs, and try again: it connects anew by itself";
      case DENIED ->
          e.code() == ErrorCode.SYSTEM_ERROR
              ? "Let the host's libvirt daemon reach it; for files, also check AppArmor or SELinux"
              : "Let this process's user manage libvirt: add it to the group libvirt of the host";
      case CONFLICT ->
          e.code() == ErrorCode.MIGRATE_UNSAFE
              ? "Give the disks the cache mode none, copy them, or take MigrationSpec.unsafe"
              : "";
      default -> "";
    };
  }

  static KvmException full(LibvirtException e) {
    return as(FailureType.NO_ROOM, e);
  }

  static KvmException exists(LibvirtException e) {
    return as(FailureType.EXISTS, e);
  }

  static KvmException conflict(LibvirtException e) {
    return as(FailureType.CONFLICT, e);
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
}
