package io.kvmsdk.change;

/** What a {@link Change} does to what is there. */
public enum Effect {
  /** It is as wanted already. */
  NOTHING,
  /** Something new is made. */
  CREATE,
  /** Something that exists is changed at once. */
  LIVE,
  /** A domain is changed from its next boot on. */
  NEXT_BOOT,
  /** A network is changed from its next start on. */
  NEXT_START,
  /** Something must be removed and made anew. */
  RECREATE,
  /** Something is removed. */
  DELETE
}
