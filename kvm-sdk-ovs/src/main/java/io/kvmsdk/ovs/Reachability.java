package io.kvmsdk.ovs;

/** Whether a changed network does what it is for, seen from where that matters. */
@FunctionalInterface
public interface Reachability {
  /**
   * Looks once; it should take no longer than some seconds.
   *
   * @throws Exception if it cannot be told; is taken for a no
   */
  boolean holds() throws Exception;
}
