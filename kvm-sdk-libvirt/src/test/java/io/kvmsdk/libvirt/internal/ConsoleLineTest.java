package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line amid whose opening its connection is closed. */
@RequiresLibvirt
class ConsoleLineTest {
  @TempDir Path directory;

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  /** libvirt would be given a stream that is freed. */
  @Test
  void open_isRefused_whereItWasClosedBefore() throws IOException {
    try (Connection connection = TestHost.connection(directory)) {
      ConsoleLine line = connection.call(c -> line(connection));
      line.close();

      assertThatThrownBy(() -> line.open(opened::incrementAndGet))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("it has been closed");
    }
    assertThat(opened).hasValue(0);
    assertThat(cut).hasValue(1);
  }

  private ConsoleLine line(Connection connection) {
    return new ConsoleLine(
        connection, Subject.of("console", "web"), new ReentrantLock(), l -> cut.incrementAndGet());
  }
}
