package io.kvmsdk.ovs;

/** What a bridge does while no controller answers (Bridge, {@code fail_mode}). */
public enum FailMode {
  /** It learns addresses and forwards, as a switch without a controller. */
  STANDALONE("standalone"),
  /** It keeps the flows it has; one that has none forwards nothing. */
  SECURE("secure");

  private final String text;

  FailMode(String text) {
    this.text = text;
  }

  /** As the database writes it. */
  public String text() {
    return text;
  }
}
