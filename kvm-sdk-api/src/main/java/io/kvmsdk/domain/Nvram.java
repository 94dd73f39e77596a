package io.kvmsdk.domain;

/** What becomes of the file with a domain's UEFI variables when it is undefined. */
public enum Nvram {
  REMOVE,
  /** It stays where it is, for a domain of the same name that is defined later. */
  KEEP
}
