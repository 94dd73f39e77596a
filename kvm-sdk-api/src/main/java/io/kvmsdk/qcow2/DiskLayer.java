package io.kvmsdk.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One open file of a backing chain. It may be asked by many threads at once. */
sealed interface DiskLayer extends AutoCloseable permits QcowLayer, RawLayer {
  Path file();

  /** What a guest would see of this layer: whole sectors, in bytes. */
  long size();

  /** Where {@link LayerRun#hostOffset} counts. */
  FileChannel data();

  /**
   * The run that begins at {@code offset}, up to {@code most} bytes; all of them within the size.
   */
  LayerRun find(long offset, long most) throws IOException;

  /**
   * Fills {@code dst} from {@code run}, which {@link #find} gave for {@code offset}, and which is
   * no shorter than what remains in {@code dst}. It holds data.
   */
  void read(LayerRun run, long offset, ByteBuffer dst) throws IOException;

  @Override
  void close() throws IOException;
}
