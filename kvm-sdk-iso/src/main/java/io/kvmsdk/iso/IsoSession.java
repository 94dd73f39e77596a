package io.kvmsdk.iso;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.Volume;
import io.kvmsdk.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the goes in which an image was written. Each shows all files of its time.
 *
 * @param number from 1, the oldest
 * @param startBlock where it begins, in units of 2,048 bytes; Linux's mount calls it sbsector
 * @param volumeId its label
 * @param created when; the epoch if it does not tell
 * @param size how much was written
 */
public record IsoSession(
    int number, long startBlock, String volumeId, Instant created, ByteSize size) {
  static List<IsoSession> of(Volume volume) {
    List<IsoSession> sessions = new ArrayList<>();
    for (Volume.SessionInfo s : volume.sessions()) {
      sessions.add(
          new IsoSession(
              sessions.size() + 1,
              s.start(),
              s.primary().volumeId(),
              s.primary().created().orElse(Instant.EPOCH),
              ByteSize.bytes(s.primary().volumeSize() * ImageBytes.BLOCK)));
    }
    return List.copyOf(sessions);
  }
}
