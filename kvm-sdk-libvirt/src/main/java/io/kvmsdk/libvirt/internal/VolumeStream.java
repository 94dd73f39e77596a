package io.kvmsdk.libvirt.internal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.StorageDriver.BlockSink;
import io.kvmsdk.internal.driver.StorageDriver.BlockSource;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StreamPointer;

/**
 * One transfer of a volume's bytes. Closing it before its end was reached aborts it, so that the
 * daemon never takes a part for the whole. It keeps its link, on which nobody else is, until then.
 *
 * <p>Each block is a native call of its own, between which the caller's code runs on the caller's
 * thread: there it may look for an interrupt, and throw.
 */
final class VolumeStream implements AutoCloseable {
  /** {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX}: what every libvirt takes as one message. */
  private static final int BLOCK = 262_120;

  /** {@code VIR_STREAM_RECV_STOP_AT_HOLE}. */
  private static final int STOP_AT_HOLE = 1;

  /** Stands for a hole among numbers of bytes. */
  private static final int HOLE = Integer.MAX_VALUE;

  private final Connection connection;
  private final LinkLease lease;
  private final Link link;
  private final LibvirtApi api;
  private final Subject subject;
  private final StreamPointer pointer;
  private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
  private final Pointer start = Native.getDirectBufferPointer(block);
  private boolean finished;

  VolumeStream(Connection connection, String volume) {
    this(connection, NativeVolumes.subject(volume));
  }

  VolumeStream(Connection connection, Subject subject) {
    this.connection = connection;
    this.api = connection.api();
    this.subject = subject;
    this.lease = connection.lease();
    this.link = lease.link();
    try {
      this.pointer =
          link.call(() -> connection.check(subject, api.virStreamNew(link.pointer(), 0)));
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** Makes the calls that begin the transfer: what they look up must be of the same link. */
  <T> T begin(Function<StreamPointer, T> calls) {
    return link.call(() -> calls.apply(pointer));
  }

  void send(long length, boolean sparse, BlockSource source) {
    long left = length;
    while (left > 0) {
      long hole = sparse ? source.hole() : 0;
      if (hole > 0) {
        call(() -> api.virStreamSendHole(pointer, hole, 0));
      }
      left -= hole;
      if (left > 0) {
        left -= sendBlock(left, source);
      }
    }
    finish();
  }

  private int sendBlock(long left, BlockSource source) {
    block.clear().limit((int) Math.min(BLOCK, left));
    source.fill(block);
    if (block.position() == 0) {
      throw new IllegalStateException("the source gave nothing, but " + left + " bytes are due");
    }
    sendBlock(block.position());
    return block.position();
  }

  private void sendBlock(int count) {
    for (int sent = 0; sent < count; ) {
      Pointer rest = start.share(sent);
      SizeT due = new SizeT(count - sent);
      sent += call(() -> api.virStreamSend(pointer, rest, due));
    }
  }

  void receive(boolean sparse, BlockSink sink) {
    SizeT room = new SizeT(BLOCK);
    while (true) {
      int count =
          call(
              () ->
                  sparse
                      ? stoppedAtHole(api.virStreamRecvFlags(pointer, start, room, STOP_AT_HOLE))
                      : api.virStreamRecv(pointer, start, room));
      if (count == HOLE) {
        sink.hole(receiveHole());
      } else if (count == 0) {
        finish();
        return;
      } else {
        sink.take(block.clear().limit(count));
      }
    }
  }

  /** A hole is no failure, of which {@link #call} would throw the error. */
  private static int stoppedAtHole(int result) {
    return result == -3 ? HOLE : result;
  }

  private long receiveHole() {
    LongByReference length = new LongByReference();
    call(() -> api.virStreamRecvHole(pointer, length, 0));
    return length.getValue();
  }

  private void finish() {
    call(() -> api.virStreamFinish(pointer));
    finished = true;
  }

  private int call(IntSupplier function) {
    return link.call(() -> connection.check(subject, function.getAsInt()));
  }

  @Override
  public void close() {
    try {
      link.call(
          () -> {
            if (!finished) {
              api.virStreamAbort(pointer);
            }
            return api.virStreamFree(pointer);
          });
    } finally {
      lease.close();
    }
  }
}
