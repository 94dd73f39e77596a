package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.libvirt.jna.DomainPointer;

/**
 * libvirt's functions that open lines to domains; the lines that are open on one connection.
 *
 * <p>The lines of one domain take turns to be opened and closed, in the whole process: where one is
 * taken by force while its owner closes it, libvirt 9.0's daemon can lock itself up for good.
 */
final class LibvirtConsoles implements ConsoleDriver, AutoCloseable {
  private static final int FORCE = 1;
  private static final int SAFE = 2;

  /** Whose turn it is, by the domain's UUID: few enough to be kept, enough to be seldom shared. */
  private static final List<Lock> TURNS =
      Stream.<Lock>generate(ReentrantLock::new).limit(64).toList();

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;
  private final ConcurrentMap<ConsoleLine, Device> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  LibvirtConsoles(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  /** What a line leads to, as its caller said it. */
  private record Device(UUID domain, String name) {}

  @Override
  public Line openConsole(UUID domain, Optional<String> alias, ConsoleMode mode) {
    Device device = new Device(domain, "console " + alias.orElse(""));
    return open(
        device,
        mode,
        (d, line, flags) -> api.virDomainOpenConsole(d, alias.orElse(null), line.pointer(), flags));
  }

  @Override
  public Line openChannel(UUID domain, String name, ConsoleMode mode) {
    return open(
        new Device(domain, "channel " + name),
        mode == ConsoleMode.SAFE ? ConsoleMode.EXCLUSIVE : mode,
        (d, line, flags) -> api.virDomainOpenChannel(d, name, line.pointer(), flags));
  }

  private static int flags(ConsoleMode mode) {
    return switch (mode) {
      case EXCLUSIVE -> 0;
      case FORCE -> FORCE;
      case SAFE -> SAFE;
    };
  }

  private interface Open {
    int call(DomainPointer domain, ConsoleLine line, int flags);
  }

  private Line open(Device device, ConsoleMode mode, Open function) {
    return connection.aloneCall(
        () ->
            domains.with(
                device.domain(), (d, subject) -> opened(d, subject, device, mode, function)));
  }

  private Line opened(
      DomainPointer domain, Subject subject, Device device, ConsoleMode mode, Open function) {
    Lock turn = TURNS.get(Math.floorMod(device.domain().hashCode(), TURNS.size()));
    ConsoleLine line =
        new ConsoleLine(connection, Subject.of("console", subject.name()), turn, open::remove);
    open.put(line, device);
    try {
      line.open(
          () ->
              begun(
                  subject,
                  function.call(domain, line, flags(lingers(device) ? ConsoleMode.FORCE : mode))));
      if (closed) {
        throw connection.closedFailure();
      }
      return line;
    } catch (RuntimeException | Error e) {
      line.close();
      throw e;
    }
  }

  /** Whether it is our own line, long closed, that the daemon would find in the way. */
  private boolean lingers(Device device) {
    return open.entrySet().stream()
        .anyMatch(e -> e.getKey().lingers() && e.getValue().equals(device));
  }

  private void begun(Subject subject, int result) {
    if (result < 0) {
      throw failure(connection.lastError(subject));
    }
  }

  /** That somebody else has it open, libvirt says by its general number for failures. */
  private KvmException failure(LibvirtException error) {
    return error.code() == ErrorCode.OPERATION_FAILED
        ? new ConflictException(
            error.subject(),
            error.problem(),
            "Close it where it is open, or take it away by ConsoleMode.FORCE",
            error)
        : connection.typed(error);
  }

  /** Called before the connection is closed. */
  @Override
  public void close() {
    closed = true;
    open.keySet().forEach(ConsoleLine::close);
  }
}
