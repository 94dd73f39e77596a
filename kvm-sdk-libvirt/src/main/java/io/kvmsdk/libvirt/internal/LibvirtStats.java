package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.domain.DomainStats;
import io.kvmsdk.domain.MemoryStat;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.StatsDriver;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/** libvirt's statistics of domains; those of the host are {@link LibvirtNode}'s. */
final class LibvirtStats implements StatsDriver {
  private static final int NOWAIT = 1 << 29;
  private static final int BACKING = 1 << 30;
  private static final int ENFORCE = 1 << 31;

  /** {@code VIR_FROM_QEMU}. */
  private static final int QEMU = 10;

  private static final int MOST_DEATHS = 5;

  /** Of {@code struct _virDomainMemoryStat}. */
  private static final int MEMORY_STAT_SIZE = 16;

  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;
  private final LibvirtNode node;

  LibvirtStats(Connection connection) {
    this.connection = connection;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
    this.node = new LibvirtNode(connection);
  }

  /**
   * While a guest dies, libvirt 9.0 fails the whole list with what became of its monitor; asked
   * again, it has seen that the guest is gone, and leaves it out.
   */
  @Override
  public List<DomainStats> all(StatsQuery query) {
    for (int deaths = 0; deaths < MOST_DEATHS; deaths++) {
      try {
        return list(query);
      } catch (LibvirtException e) {
        if (e.domain() != QEMU) {
          throw e;
        }
      }
    }
    return list(query);
  }

  private List<DomainStats> list(StatsQuery query) {
    int flags = flags(query) | Flags.bits(query.filters());
    return connection.call(
        c -> {
          Scratch records = Scratch.get();
          int count =
              DirectApi.virConnectGetAllDomainStats(
                  address(c), Flags.bits(query.groups()), records.address(), flags);
          return take(records, 0, connection.check(connection.subject(), count));
        });
  }

  /** libvirt leaves a domain out that is gone. */
  @Override
  public DomainStats of(UUID domain, StatsQuery query) {
    return domains.with(
        domain,
        (d, subject) ->
            list(d, subject, query).stream()
                .findFirst()
                .orElseThrow(
                    () -> new NotFoundException(subject, "there is no such domain any more", "")));
  }

  /** The array of domains, which ends with a null, and behind it where the result is put. */
  private List<DomainStats> list(DomainPointer d, Subject subject, StatsQuery query) {
    Scratch scratch = Scratch.get();
    scratch.putLong(0, address(d));
    scratch.putLong(8, 0);
    int count =
        DirectApi.virDomainListGetStats(
            scratch.address(), Flags.bits(query.groups()), scratch.address() + 16, flags(query));
    return take(scratch, 16, connection.check(subject, count));
  }

  private static int flags(StatsQuery query) {
    return (query.noWait() ? NOWAIT : 0)
        | (query.backing() ? BACKING : 0)
        | (query.enforce() ? ENFORCE : 0);
  }

  /** Reads the array of {@code struct _virDomainStatsRecord} that was put there, and frees it. */
  private List<DomainStats> take(Scratch scratch, int offset, int count) {
    long array = scratch.getLong(offset);
    try {
      List<DomainStats> all = new ArrayList<>(count);
      for (long record : new Pointer(array).getLongArray(0, count)) {
        all.add(read(new Pointer(record)));
      }
      return List.copyOf(all);
    } finally {
      DirectApi.virDomainStatsRecordListFree(array);
    }
  }

  private DomainStats read(Pointer record) {
    ObjectRef ref = domains.ref(new DomainPointer(record.getPointer(0)));
    Map<String, Object> fields = TypedParams.read(record.getPointer(8), record.getInt(16));
    return new DomainStats(ref.name(), ref.uuid(), fields);
  }

  /** A later libvirt may know more kinds, which are left out. */
  @Override
  public Map<MemoryStat, Long> memory(UUID domain) {
    MemoryStat[] known = MemoryStat.values();
    return domains.with(
        domain,
        (d, subject) -> {
          try (Memory array = new Memory((long) known.length * MEMORY_STAT_SIZE)) {
            int count =
                DirectApi.virDomainMemoryStats(
                    address(d), Pointer.nativeValue(array), known.length, 0);
            connection.check(subject, count);
            Map<MemoryStat, Long> stats = new EnumMap<>(MemoryStat.class);
            for (int i = 0; i < count; i++) {
              int tag = array.getInt((long) i * MEMORY_STAT_SIZE);
              if (tag < known.length) {
                stats.put(known[tag], array.getLong((long) i * MEMORY_STAT_SIZE + 8));
              }
            }
            return stats;
          }
        });
  }

  LibvirtNode node() {
    return node;
  }

  @Override
  public NodeInfo nodeInfo() {
    return node.info();
  }

  @Override
  public NodeStats nodeStats() {
    return node.stats();
  }
}
