package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver.BlockSink;
import io.kvmsdk.internal.driver.StorageDriver.BlockSource;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StreamPointer;

/**
 * One transfer of a volume's bytes. Closing it before its end was reached aborts it, so that the
 * daemon never takes a part for the whole. It keeps its connection open until then.
 *
 * <p>Each block is a native call of its own, between which the caller's code runs on the caller's
 * thread: there it may look for an interrupt, and throw.
 */
final class VolumeStream implements AutoCloseable {
  /** {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX}: what every libvirt takes as one message. */
  private static final int BLOCK = 262_120;

  private final Connection connection;
  private final LibvirtApi api;
  private final Subject subject;
  private final StreamPointer pointer;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private final Pointer start = Native.getDirectBufferPointer(block);
  private boolean finished;

  VolumeStream(Connection connection, String volume) {
    this.connection = connection;
    this.api = connection.api();
    this.subject = NativeVolumes.subject(volume);
    ConnectionPointer c = connection.enter();
    try {
      this.pointer = PlatformThreads.call(() -> connection.check(subject, api.virStreamNew(c, 0)));
    } catch (RuntimeException | Error e) {
      connection.leave();
      throw e;
    }
  }

  StreamPointer pointer() {
    return pointer;
  }

  void send(long length, BlockSource source) {
    for (long left = length; left > 0; left -= block.position()) {
      block.clear().limit((int) Math.min(BLOCK, left));
      source.fill(block);
      if (block.position() == 0) {
        throw new IllegalStateException("the source gave nothing, but " + left + " bytes are due");
      }
      sendBlock(block.position());
    }
    finish();
  }

  private void sendBlock(int count) {
    for (int sent = 0; sent < count; ) {
      Pointer rest = start.share(sent);
      SizeT due = new SizeT(count - sent);
      sent += call(() -> api.virStreamSend(pointer, rest, due));
    }
  }

  void receive(BlockSink sink) {
    SizeT room = new SizeT(BLOCK);
    int count;
    while ((count = call(() -> api.virStreamRecv(pointer, start, room))) > 0) {
      sink.take(block.clear().limit(count));
    }
    finish();
  }

  private void finish() {
    call(() -> api.virStreamFinish(pointer));
    finished = true;
  }

  private int call(IntSupplier function) {
    return PlatformThreads.call(() -> connection.check(subject, function.getAsInt()));
  }

  @Override
  public void close() {
    try {
      PlatformThreads.call(
          () -> {
            if (!finished) {
              api.virStreamAbort(pointer);
            }
            return api.virStreamFree(pointer);
          });
    } finally {
      connection.leave();
    }
  }
}
