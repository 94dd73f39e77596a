package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.util.Optional;

/**
 * What is to be written as a new image: an overlay, or one that stands alone.
 *
 * @param backingFile as it is to be recorded; empty for an image that stands alone
 */
record NewImage(
    String backingFile,
    Optional<BackingFormat> backingFormat,
    ByteSize size,
    ByteSize clusterSize,
    boolean lazyRefcounts) {

  static NewImage of(QcowOverlay overlay) {
    return new NewImage(
        BackingName.recorded(overlay.backingFile()),
        Optional.of(overlay.backingFormat()),
        overlay.size(),
        overlay.clusterSize(),
        overlay.lazyRefcounts());
  }

  /** With QEMU's default clusters. */
  static NewImage alone(ByteSize size) {
    return new NewImage("", Optional.empty(), size, ByteSize.kib(64), false);
  }
}
