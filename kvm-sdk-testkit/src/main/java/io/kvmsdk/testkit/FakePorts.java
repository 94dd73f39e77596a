package io.kvmsdk.testkit;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The lines that are open to one domain of a fake host, one a port. Guarded by its clock. */
final class FakePorts {
  /** The port that the guest's script writes to. */
  static final String CONSOLE = "serial0";

  private final FakeHost host;
  private final Map<String, FakeLine> open = new HashMap<>();

  FakePorts(FakeHost host) {
    this.host = host;
  }

  /**
   * @param guest takes what is sent
   */
  FakeLine open(String port, Subject subject, ConsoleMode mode, Consumer<byte[]> guest) {
    FakeLine other = open.get(port);
    if (other != null && mode != ConsoleMode.FORCE) {
      throw new ConflictException(
          subject,
          "somebody has it open",
          "Close it where it is open, or take it away by ConsoleMode.FORCE");
    }
    if (other != null) {
      other.end();
    }
    FakeLine[] line = new FakeLine[1];
    line[0] = new FakeLine(host.clock, subject, guest, () -> open.remove(port, line[0]));
    open.put(port, line[0]);
    return line[0];
  }

  /** The guest writes. */
  void write(String port, byte[] bytes) {
    FakeLine line = open.get(port);
    if (line != null) {
      line.arrive(bytes);
    }
  }

  /** The domain has stopped. */
  void end() {
    open.values().forEach(FakeLine::end);
    open.clear();
  }
}
