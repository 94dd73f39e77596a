package io.kvmsdk.ovs;

/** Which hosts of a mesh have a tunnel to each other. */
public enum MeshTopology {
  /**
   * Each to each. Packets that come by one tunnel never leave by another (Port, {@code protected}),
   * so that none goes in circles. Between three hosts or more, STP and RSTP are turned off on the
   * bridge: they would block tunnels that nothing goes around.
   */
  FULL_MESH,
  /** The first to each of the others, which reach each other through it. */
  HUB,
  /** Each to the next, the last to the first. RSTP keeps one tunnel in reserve. */
  RING
}
