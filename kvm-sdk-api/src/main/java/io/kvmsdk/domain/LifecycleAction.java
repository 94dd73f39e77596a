package io.kvmsdk.domain;

/** What becomes of a domain when its guest powers off, reboots or crashes. */
public enum LifecycleAction {
  DESTROY,
  RESTART,
  PRESERVE;

  /** libvirt's name. */
  public String libvirtName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
