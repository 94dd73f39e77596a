package io.kvmsdk.libvirt;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;

/**
 * An error as libvirt reported it: {@code virError}. It is thrown itself where no type of the
 * {@code KvmException} family says more, and is the cause of the typed one elsewhere.
 */
public final class LibvirtException extends KvmException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final int domain;
  private final int level;
  private final int systemError;

  /**
   * @param message libvirt's own words, which are in the language of the process or daemon
   */
  public LibvirtException(
      Subject subject, int code, int domain, int level, int systemError, String message) {
    super(subject, message, "");
    this.code = code;
    this.domain = domain;
    this.level = level;
    this.systemError = systemError;
  }

  /** libvirt's {@code virErrorNumber}: what went wrong. */
  public int code() {
    return code;
  }

  /** libvirt's {@code virErrorDomain}: which part of libvirt noticed. */
  public int domain() {
    return domain;
  }

  /** libvirt's {@code virErrorLevel}: 1 for a warning, 2 for an error. */
  public int level() {
    return level;
  }

  /** The {@code errno} behind a {@code VIR_ERR_SYSTEM_ERROR}; of no meaning with other codes. */
  public int systemError() {
    return systemError;
  }

  @Override
  public String getMessage() {
    return super.getMessage() + " (libvirt error " + code + " from domain " + domain + ")";
  }
}
