package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import io.kvmsdk.domain.BlockJob;
import io.kvmsdk.domain.DomainEvent;
import io.kvmsdk.domain.DomainEvent.Lifecycle.Kind;
import io.kvmsdk.domain.LifecycleDetail;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.libvirt.jna.DomainPointer;

/** {@code virDomainEventID}: how each event of a domain is read. Those that others repeat lack. */
final class DomainEventFunctions {
  static final NativeEvent LIFECYCLE =
      event(
          0,
          DomainEvent.Lifecycle.class,
          (EventFunctions.Lifecycle)
              (c, d, number, detail, to) -> {
                Kind kind = Numbered.of(Kind.values(), number);
                LifecycleDetail why = LifecycleDetail.of(kind, detail);
                tell(to, d, (id, name) -> new DomainEvent.Lifecycle(id, name, kind, why));
                return 0;
              });

  /** The second, which names disks as {@code vda}. */
  static final NativeEvent BLOCK_JOB =
      event(
          16,
          DomainEvent.BlockJobChange.class,
          (EventFunctions.BlockJob)
              (c, d, disk, type, status, to) ->
                  tell(
                      to,
                      d,
                      (id, name) ->
                          new DomainEvent.BlockJobChange(
                              id,
                              name,
                              text(disk),
                              blockJob(type),
                              Numbered.of(DomainEvent.BlockJobChange.Status.values(), status))));

  static final List<NativeEvent> ALL =
      List.of(
          LIFECYCLE,
          plain(1, DomainEvent.Reboot.class, DomainEvent.Reboot::new),
          event(
              2,
              DomainEvent.RtcChange.class,
              (EventFunctions.Long)
                  (c, d, offset, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.RtcChange(id, name, Duration.ofSeconds(offset)))),
          event(
              3,
              DomainEvent.Watchdog.class,
              (EventFunctions.Number)
                  (c, d, action, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.Watchdog(
                                  id,
                                  name,
                                  Numbered.of(DomainEvent.Watchdog.Action.values(), action)))),
          event(
              5,
              DomainEvent.Graphics.class,
              (EventFunctions.Graphics)
                  (c, d, phase, local, remote, authentication, subject, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.Graphics(
                                  id,
                                  name,
                                  Numbered.of(DomainEvent.Graphics.Phase.values(), phase),
                                  address(remote),
                                  address(local),
                                  text(authentication),
                                  identities(subject)))),
          event(
              6,
              DomainEvent.IoError.class,
              (EventFunctions.IoError)
                  (c, d, source, alias, action, reason, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.IoError(
                                  id,
                                  name,
                                  text(source),
                                  text(alias),
                                  Numbered.of(DomainEvent.IoError.Action.values(), action),
                                  text(reason)))),
          plain(7, DomainEvent.ControlError.class, DomainEvent.ControlError::new),
          event(
              9,
              DomainEvent.DiskChange.class,
              (EventFunctions.DiskChange)
                  (c, d, oldSource, newSource, alias, reason, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.DiskChange(
                                  id,
                                  name,
                                  optional(oldSource),
                                  optional(newSource),
                                  text(alias),
                                  Numbered.of(DomainEvent.DiskChange.Reason.values(), reason)))),
          event(
              10,
              DomainEvent.TrayChange.class,
              (EventFunctions.DeviceNumber)
                  (c, d, alias, tray, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.TrayChange(
                                  id,
                                  name,
                                  text(alias),
                                  Numbered.of(DomainEvent.TrayChange.Tray.values(), tray)))),
          sleep(11, DomainEvent.PmWakeup.class, DomainEvent.PmWakeup::new),
          sleep(12, DomainEvent.PmSuspend.class, DomainEvent.PmSuspend::new),
          event(
              13,
              DomainEvent.BalloonChange.class,
              (EventFunctions.Long)
                  (c, d, kib, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.BalloonChange(id, name, ByteSize.kib(kib)))),
          sleep(14, DomainEvent.PmSuspendDisk.class, DomainEvent.PmSuspendDisk::new),
          device(15, DomainEvent.DeviceRemoved.class, DomainEvent.DeviceRemoved::new),
          BLOCK_JOB,
          event(
              17,
              DomainEvent.Tunable.class,
              (EventFunctions.Parameters)
                  (c, d, array, count, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.Tunable(id, name, TypedParams.read(array, count)))),
          event(
              18,
              DomainEvent.AgentLifecycle.class,
              (EventFunctions.Pair)
                  (c, d, state, reason, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.AgentLifecycle(
                                  id,
                                  name,
                                  Numbered.of(DomainEvent.AgentLifecycle.State.values(), state - 1),
                                  Numbered.of(
                                      DomainEvent.AgentLifecycle.Reason.values(), reason)))),
          device(19, DomainEvent.DeviceAdded.class, DomainEvent.DeviceAdded::new),
          event(
              20,
              DomainEvent.MigrationIteration.class,
              (EventFunctions.Number)
                  (c, d, iteration, to) ->
                      tell(
                          to,
                          d,
                          (id, name) -> new DomainEvent.MigrationIteration(id, name, iteration))),
          event(
              21,
              DomainEvent.JobCompleted.class,
              (EventFunctions.Parameters)
                  (c, d, array, count, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.JobCompleted(
                                  id, name, TypedParams.read(array, count)))),
          device(22, DomainEvent.DeviceRemovalFailed.class, DomainEvent.DeviceRemovalFailed::new),
          event(
              23,
              DomainEvent.MetadataChange.class,
              (EventFunctions.Metadata)
                  (c, d, type, namespace, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.MetadataChange(
                                  id,
                                  name,
                                  Numbered.of(DomainEvent.MetadataChange.Type.values(), type),
                                  optional(namespace)))),
          event(
              24,
              DomainEvent.BlockThreshold.class,
              (EventFunctions.BlockThreshold)
                  (c, d, disk, path, threshold, excess, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.BlockThreshold(
                                  id,
                                  name,
                                  text(disk),
                                  optional(path),
                                  ByteSize.bytes(threshold),
                                  ByteSize.bytes(excess)))),
          event(
              25,
              DomainEvent.MemoryFailure.class,
              (EventFunctions.Triple)
                  (c, d, recipient, action, flags, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.MemoryFailure(
                                  id,
                                  name,
                                  Numbered.of(
                                      DomainEvent.MemoryFailure.Recipient.values(), recipient),
                                  Numbered.of(DomainEvent.MemoryFailure.Action.values(), action),
                                  properties(flags)))),
          event(
              26,
              DomainEvent.MemoryDeviceSizeChange.class,
              (EventFunctions.DeviceLong)
                  (c, d, alias, kib, to) ->
                      tell(
                          to,
                          d,
                          (id, name) ->
                              new DomainEvent.MemoryDeviceSizeChange(
                                  id, name, text(alias), ByteSize.kib(kib)))));

  private DomainEventFunctions() {}

  private static NativeEvent event(int id, Class<? extends DomainEvent> type, Callback function) {
    return new NativeEvent(id, type, function);
  }

  private static NativeEvent plain(
      int id, Class<? extends DomainEvent> type, BiFunction<UUID, String, DomainEvent> read) {
    return event(id, type, (EventFunctions.Plain) (c, d, to) -> tell(to, d, read));
  }

  /** libvirt gives a reason, which is always 0. */
  private static NativeEvent sleep(
      int id, Class<? extends DomainEvent> type, BiFunction<UUID, String, DomainEvent> read) {
    return event(id, type, (EventFunctions.Number) (c, d, reason, to) -> tell(to, d, read));
  }

  /** Makes the event of a device. */
  @FunctionalInterface
  private interface OfDevice {
    DomainEvent of(UUID uuid, String name, String alias);
  }

  private static NativeEvent device(int event, Class<? extends DomainEvent> type, OfDevice read) {
    return event(
        event,
        type,
        (EventFunctions.Device)
            (c, d, alias, to) -> tell(to, d, (id, name) -> read.of(id, name, text(alias))));
  }

  private static void tell(
      Pointer to, DomainPointer domain, BiFunction<UUID, String, DomainEvent> of) {
    LibvirtEvents.domain(to, domain, of);
  }

  private static String text(Pointer text) {
    return text == null ? "" : text.getString(0, "UTF-8");
  }

  private static Optional<String> optional(Pointer text) {
    return Optional.of(text(text)).filter(t -> !t.isEmpty());
  }

  private static BlockJob.Kind blockJob(int number) {
    BlockJob.Kind[] known = BlockJob.Kind.values();
    return number < known.length ? known[number] : BlockJob.Kind.UNKNOWN;
  }

  private static Set<DomainEvent.MemoryFailure.Property> properties(int flags) {
    Set<DomainEvent.MemoryFailure.Property> set =
        EnumSet.noneOf(DomainEvent.MemoryFailure.Property.class);
    for (DomainEvent.MemoryFailure.Property p : DomainEvent.MemoryFailure.Property.values()) {
      if ((flags & 1 << p.ordinal()) != 0) {
        set.add(p);
      }
    }
    return Set.copyOf(set);
  }

  /** Reads {@code struct _virDomainEventGraphicsAddress}: a family, a node, a service. */
  private static String address(Pointer address) {
    String node = text(address.getPointer(8));
    String service = text(address.getPointer(16));
    return service.isEmpty() ? node : node + ":" + service;
  }

  /** Reads {@code struct _virDomainEventGraphicsSubject}, and its array of types and names. */
  private static List<String> identities(Pointer subject) {
    List<String> identities = new ArrayList<>();
    for (int i = 0; subject != null && i < subject.getInt(0); i++) {
      Pointer identity = subject.getPointer(8).share(16L * i);
      identities.add(text(identity.getPointer(0)) + "=" + text(identity.getPointer(8)));
    }
    return List.copyOf(identities);
  }
}
