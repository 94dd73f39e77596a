package io.kvmsdk.ovs;

/** How a switch reaches its controllers and managers ({@code connection_mode}). */
public enum ConnectionMode {
  /**
   * Through its own bridges: hidden flows let the connection pass, whatever the controller says.
   */
  IN_BAND("in-band"),
  /** By a network of their own, which no bridge has to do with. */
  OUT_OF_BAND("out-of-band");

  private final String text;

  ConnectionMode(String text) {
    this.text = text;
  }

  /** As the database writes it. */
  public String text() {
    return text;
  }
}
