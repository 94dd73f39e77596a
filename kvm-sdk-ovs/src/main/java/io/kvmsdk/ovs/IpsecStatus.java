package io.kvmsdk.ovs;

/**
 * Whether an end of a tunnel is encrypted. {@link State#PROTECTED} is said only of what was seen.
 *
 * @param reason why it is not, or what was seen
 */
public record IpsecStatus(MeshTunnel.End end, State state, String reason) {
  /** Whether a tunnel's packets are encrypted. */
  public enum State {
    /** Linux has a policy that wants ESP for them, and keys for both directions. */
    PROTECTED,
    /** They go in clear text, or not at all. */
    NOT_PROTECTED,
    /** It could not be seen; take them for clear text. */
    UNKNOWN
  }

  /** Whether it was seen that packets are encrypted. */
  public boolean isProtected() {
    return state == State.PROTECTED;
  }

  @Override
  public String toString() {
    return end + ": " + state + ", " + reason;
  }
}
