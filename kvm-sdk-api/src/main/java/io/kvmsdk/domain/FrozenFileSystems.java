package io.kvmsdk.domain;

/**
 * A guest's file systems, which hold their writers up until this is closed.
 *
 * <pre>{@code
 * try (FrozenFileSystems frozen = agent.freeze()) {
 *   // copy the disks
 * }
 * }</pre>
 */
public interface FrozenFileSystems extends AutoCloseable {
  /** How many there are. */
  int count();

  /** Lets the guest write again; once that has succeeded, further calls are harmless. */
  @Override
  void close();
}
