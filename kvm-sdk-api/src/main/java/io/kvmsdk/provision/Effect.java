package io.kvmsdk.provision;

/** What a {@link Change} does to what is there. */
public enum Effect {
  /** It is as wanted already. */
  NOTHING,
  /** Something new is made. */
  CREATE,
  /** Something that exists is changed at once. */
  LIVE,
  /** Something that exists is changed from its next boot on. */
  NEXT_BOOT,
  /** Something is removed and made anew. */
  RECREATE,
  /** Something is removed. */
  DELETE
}
