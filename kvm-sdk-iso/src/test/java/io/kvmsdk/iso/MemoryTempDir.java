package io.kvmsdk.iso;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Puts the folders of this module's tests into memory where the system offers enough, since they
 * unpack a thousand files in each of hundreds of cases. Tests that write gigabytes ask for {@link
 * TempDirFactory.Standard}.
 */
final class MemoryTempDir implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** In bytes, many times what one test needs. */
  private static final long ENOUGH = 2L << 30;

  private Path inMemory;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Path folder = Files.createTempDirectory("kvmsdk-iso-");
    if (Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH) {
      inMemory = Files.createTempDirectory(MEMORY, "kvmsdk-iso-");
      Files.delete(folder);
      Files.createSymbolicLink(folder, inMemory); // below /dev, xorriso sees drives, not files
    }
    return folder;
  }

  /** JUnit deletes the link. */
  @Override
  public void close() {
    if (inMemory != null) {
      Tool.run("chmod", "-R", "u+rwX", inMemory).orFail();
      Tool.run("rm", "-rf", inMemory).orFail();
    }
  }
}
