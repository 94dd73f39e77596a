package io.kvmsdk.judge.fuzz;

import com.sun.management.ThreadMXBean;
import io.kvmsdk.error.KvmException;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * What an input may do: be refused by an exception of ours, and have us allocate 64 MiB in all, or
 * 64 times its image if that has more than one MiB.
 */
public final class Documented {
  private static final long MOST_FOR_EACH_BYTE = 64;
  private static final long MEBIBYTE = 1 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Documented() {}

  /** A use of the input. */
  public interface Use {
    void run() throws IOException;
  }

  /**
   * Lets everything out but what is documented.
   *
   * @param length of the image, in bytes
   */
  public static void run(long length, Use use) {
    long most = MOST_FOR_EACH_BYTE * Math.max(MEBIBYTE, length);
    if (allocatedFor(use) > most) {
      // once more, without what Jazzer needs to look into new classes
      long allocated = allocatedFor(use);
      if (allocated > most) {
        throw new AssertionError(allocated + " bytes were allocated");
      }
    }
  }

  private static long allocatedFor(Use use) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      use.run();
    } catch (KvmException refused) {
      // as documented
    } catch (IOException e) {
      throw new AssertionError("errors of files that are none", e);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
