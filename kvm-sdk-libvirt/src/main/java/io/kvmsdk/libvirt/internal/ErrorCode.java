package io.kvmsdk.libvirt.internal;

/** The members of libvirt's {@code virErrorNumber} that the SDK tells apart. */
final class ErrorCode {
  static final int INTERNAL_ERROR = 1;
  static final int NO_SUPPORT = 3;
  static final int NO_CONNECT = 5;
  static final int INVALID_ARG = 8;
  static final int OPERATION_FAILED = 9;
  static final int OS_TYPE = 16;
  static final int XML_ERROR = 27;
  static final int DOM_EXIST = 28;
  static final int OPERATION_DENIED = 29;
  static final int XML_DETAIL = 35;
  static final int NETWORK_EXIST = 37;
  static final int SYSTEM_ERROR = 38;
  static final int RPC = 39;
  static final int NO_DOMAIN = 42;
  static final int NO_NETWORK = 43;
  static final int INVALID_MAC = 44;
  static final int AUTH_FAILED = 45;
  static final int NO_STORAGE_POOL = 49;
  static final int NO_STORAGE_VOL = 50;
  static final int NO_NODE_DEVICE = 53;
  static final int OPERATION_INVALID = 55;
  static final int NO_INTERFACE = 57;
  static final int NO_NWFILTER = 62;
  static final int NO_SECRET = 66;
  static final int CONFIG_UNSUPPORTED = 67;
  static final int OPERATION_TIMEOUT = 68;
  static final int NO_DOMAIN_SNAPSHOT = 72;
  static final int ARGUMENT_UNSUPPORTED = 74;
  static final int STORAGE_POOL_BUILT = 76;
  static final int SNAPSHOT_REVERT_RISKY = 77;
  static final int OPERATION_ABORTED = 78;
  static final int AUTH_CANCELLED = 79;
  static final int MIGRATE_UNSAFE = 81;
  static final int NO_DOMAIN_METADATA = 80;
  static final int BLOCK_COPY_ACTIVE = 83;
  static final int OPERATION_UNSUPPORTED = 84;
  static final int AGENT_UNRESPONSIVE = 86;
  static final int RESOURCE_BUSY = 87;
  static final int ACCESS_DENIED = 88;
  static final int STORAGE_VOL_EXIST = 90;
  static final int CPU_INCOMPATIBLE = 91;
  static final int XML_INVALID_SCHEMA = 92;
  static final int AUTH_UNAVAILABLE = 94;
  static final int AGENT_UNSYNCED = 97;
  static final int DEVICE_MISSING = 99;
  static final int NO_DOMAIN_CHECKPOINT = 103;
  static final int NO_DOMAIN_BACKUP = 104;
  static final int CHECKPOINT_INCONSISTENT = 109;

  private ErrorCode() {}
}
