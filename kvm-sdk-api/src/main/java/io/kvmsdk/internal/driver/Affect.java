package io.kvmsdk.internal.driver;

/** What a change is made to; the bits are {@code virDomainModificationImpact}'s. */
public enum Affect {
  /** The domain as it runs. */
  LIVE(1),
  /** Its definition. */
  CONFIG(2),
  BOTH(3);

  private final int flags;

  Affect(int flags) {
    this.flags = flags;
  }

  public int flags() {
    return flags;
  }

  public boolean live() {
    return this != CONFIG;
  }

  public boolean config() {
    return this != LIVE;
  }
}
