package io.kvmsdk.testkit;

/** What a hypervisor is asked to do: the calls that can be made to fail, and that are recorded. */
public enum Operation {
  DOMAIN_LOOKUP(false),
  DOMAIN_READ(false),
  DOMAIN_DEFINE(true),
  DOMAIN_START(true),
  DOMAIN_SHUTDOWN(true),
  DOMAIN_DESTROY(true),
  DOMAIN_REBOOT(true),
  DOMAIN_SUSPEND(true),
  DOMAIN_RESUME(true),
  DOMAIN_UNDEFINE(true),
  DOMAIN_AUTOSTART(true),
  DOMAIN_ADDRESSES(false),
  DOMAIN_MANAGED_SAVE(true),
  DOMAIN_MANAGED_SAVE_REMOVE(true),
  SNAPSHOT_READ(false),
  SNAPSHOT_CREATE(true),
  SNAPSHOT_REVERT(true),
  SNAPSHOT_DELETE(true),
  DISK_READ(false),
  DISK_RESIZE(true),
  BLOCK_PULL(true),
  BLOCK_COMMIT(true),
  BLOCK_JOB_ABORT(true),
  NETWORK_LOOKUP(false),
  NETWORK_READ(false),
  NETWORK_DEFINE(true),
  NETWORK_START(true),
  NETWORK_DESTROY(true),
  NETWORK_UNDEFINE(true),
  NETWORK_AUTOSTART(true),
  NETWORK_LEASES(false),
  POOL_LOOKUP(false),
  POOL_READ(false),
  POOL_DEFINE(true),
  POOL_BUILD(true),
  POOL_START(true),
  POOL_DESTROY(true),
  POOL_DELETE(true),
  POOL_UNDEFINE(true),
  POOL_REFRESH(true),
  POOL_AUTOSTART(true),
  VOLUME_LOOKUP(false),
  VOLUME_READ(false),
  VOLUME_CREATE(true),
  VOLUME_CLONE(true),
  VOLUME_DELETE(true),
  VOLUME_RESIZE(true),
  VOLUME_WIPE(true),
  VOLUME_UPLOAD(true),
  VOLUME_DOWNLOAD(false);

  private final boolean change;

  Operation(boolean change) {
    this.change = change;
  }

  /** Whether it changes something on the host; only such calls are recorded. */
  public boolean isChange() {
    return change;
  }
}
