package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.Version;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** libvirt's functions about the host itself. */
final class LibvirtNode {
  private static final int INFO_SIZE = 64;

  /** Of {@code struct _virNodeMemoryStats} and {@code _virNodeCPUStats}, which are alike. */
  private static final int FIELD_SIZE = 88;

  private static final int FIELD_VALUE = 80;

  /** All processors together, and all NUMA nodes. */
  private static final int ALL = -1;

  private final Connection connection;

  LibvirtNode(Connection connection) {
    this.connection = connection;
  }

  /** Reads {@code struct _virNodeInfo}. */
  NodeInfo info() {
    return connection.call(
        c -> {
          try (Memory info = new Memory(INFO_SIZE)) {
            connection.check(
                connection.subject(),
                DirectApi.virNodeGetInfo(address(c), Pointer.nativeValue(info)));
            return new NodeInfo(
                info.getString(0, "UTF-8"),
                ByteSize.kib(info.getLong(32)),
                info.getInt(40),
                info.getInt(44),
                info.getInt(48),
                info.getInt(52),
                info.getInt(56),
                info.getInt(60));
          }
        });
  }

  HypervisorInfo hypervisor() {
    LibvirtApi api = connection.api();
    return connection.call(
        c ->
            new HypervisorInfo(
                connection.check(connection.subject(), api.virConnectGetHostname(c)).toString(),
                connection.check(connection.subject(), api.virConnectGetType(c)),
                version(v -> api.virConnectGetVersion(c, v)),
                version(v -> api.virConnectGetLibVersion(c, v)),
                flag(api.virConnectIsEncrypted(c)),
                flag(api.virConnectIsSecure(c))));
  }

  private Version version(ToIntFunction<LongByReference> call) {
    LongByReference number = new LongByReference();
    connection.check(connection.subject(), call.applyAsInt(number));
    return Version.of(number.getValue());
  }

  private boolean flag(int answer) {
    return connection.check(connection.subject(), answer) != 0;
  }

  NodeStats stats() {
    return new NodeStats(
        freeMemory(),
        fields(DirectApi::virNodeGetMemoryStats).map(LibvirtNode::memory),
        fields(DirectApi::virNodeGetCPUStats).map(LibvirtNode::cpu));
  }

  /** Zero stands for an error, too; of none that libvirt knows, it says so without a domain. */
  private ByteSize freeMemory() {
    return connection.call(
        c -> {
          long bytes = DirectApi.virNodeGetFreeMemory(address(c));
          if (bytes == 0) {
            LibvirtException error = connection.lastError(connection.subject());
            if (error.domain() != 0) {
              throw connection.typed(error);
            }
          }
          return ByteSize.bytes(bytes);
        });
  }

  private static NodeStats.Memory memory(Map<String, Long> kib) {
    return new NodeStats.Memory(
        ByteSize.kib(kib.getOrDefault("total", 0L)),
        ByteSize.kib(kib.getOrDefault("free", 0L)),
        ByteSize.kib(kib.getOrDefault("buffers", 0L)),
        ByteSize.kib(kib.getOrDefault("cached", 0L)));
  }

  private static NodeStats.Cpu cpu(Map<String, Long> nanos) {
    return new NodeStats.Cpu(
        Duration.ofNanos(nanos.getOrDefault("user", 0L)),
        Duration.ofNanos(nanos.getOrDefault("kernel", 0L)),
        Duration.ofNanos(nanos.getOrDefault("idle", 0L)),
        Duration.ofNanos(nanos.getOrDefault("iowait", 0L)));
  }

  /** Both functions fill in an array whose length they tell first. */
  @FunctionalInterface
  private interface Fill {
    int call(long connection, int number, long array, long count, int flags);
  }

  private Optional<Map<String, Long>> fields(Fill fill) {
    try {
      return Optional.of(connection.call(c -> ask(address(c), fill)));
    } catch (UnsupportedException e) {
      return Optional.empty();
    }
  }

  private Map<String, Long> ask(long c, Fill fill) {
    Scratch count = Scratch.get();
    count.putLong(0, 0);
    connection.check(connection.subject(), fill.call(c, ALL, 0, count.address(), 0));
    try (Memory array = new Memory((long) FIELD_SIZE * Math.max(1, count.getInt(0)))) {
      long address = Pointer.nativeValue(array);
      connection.check(connection.subject(), fill.call(c, ALL, address, count.address(), 0));
      Map<String, Long> fields = new HashMap<>();
      for (long i = 0; i < count.getInt(0); i++) {
        Pointer field = array.share(i * FIELD_SIZE);
        fields.put(field.getString(0, "UTF-8"), field.getLong(FIELD_VALUE));
      }
      return fields;
    }
  }
}
