package io.kvmsdk.iso;

/** What an image's implanted digest says of it; see {@link IsoImage#checkMedia}. */
public enum MediaCheck {
  /** The image has none. */
  NONE,
  GOOD,
  /** Something was changed or lost since it was implanted. */
  BAD
}
