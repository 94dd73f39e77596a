package io.kvmsdk.libvirt.internal;

/**
 * A link that is kept until it is given back.
 *
 * @param end gives it back
 */
record LinkLease(Link link, Runnable end) implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
