package io.kvmsdk.event;

/** A listener's place with what it listens to; closing it ends the events, twice is harmless. */
public interface Registration extends AutoCloseable {
  @Override
  void close();
}
