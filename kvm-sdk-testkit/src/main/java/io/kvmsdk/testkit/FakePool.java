package io.kvmsdk.testkit;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.xml.BackingStoreXml;
import io.kvmsdk.internal.xml.StoragePoolXml;
import io.kvmsdk.internal.xml.StorageVolumeXml;
import io.kvmsdk.storage.StoragePoolEvent;
import io.kvmsdk.storage.StoragePoolEvent.Lifecycle.Kind;
import io.kvmsdk.storage.StoragePoolFilter;
import io.kvmsdk.storage.StoragePoolInfo;
import io.kvmsdk.storage.StoragePoolSpec;
import io.kvmsdk.storage.StoragePoolType;
import io.kvmsdk.storage.WipeAlgorithm;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A storage pool whose volumes are real files in a folder, which a pool of type fs or netfs is
 * taken to have mounted. Those of other types can be defined, and no more. Guarded by the host's
 * clock.
 */
final class FakePool implements Registry.Entry {
  private static final Set<String> FORMATS =
      Set.of(DiskImages.RAW, DiskImages.QCOW2, DiskImages.ISO);

  static final Filters<StoragePoolFilter> FILTERS =
      new Filters<>(StoragePoolFilter.values(), 2, 2, 2, 14);

  private final FakeHost host;
  private final ObjectRef ref;
  private final Map<String, FakeVolume> volumes = new TreeMap<>();
  private String document;
  private String target;
  private StoragePoolType type;
  private Optional<ByteSize> capacity = Optional.empty();
  private boolean active;
  private boolean autostart;
  private boolean persistent;

  FakePool(FakeHost host, ObjectRef ref) {
    this.host = host;
    this.ref = ref;
  }

  @Override
  public ObjectRef ref() {
    return ref;
  }

  /** Whether the filter means this pool. */
  boolean is(StoragePoolFilter filter) {
    return switch (filter) {
      case INACTIVE -> !active;
      case ACTIVE -> active;
      case PERSISTENT -> persistent;
      case TRANSIENT -> !persistent;
      case AUTOSTART -> autostart;
      case NO_AUTOSTART -> !autostart;
      default -> filter.name().equals(type.name());
    };
  }

  void define(StoragePoolXml xml, StoragePoolSpec spec) {
    become(xml, spec);
    persistent = true;
    tell(Kind.DEFINED);
  }

  /** libvirt has one document for each pool, so of a defined one that changes with it. */
  void startAs(StoragePoolXml xml, StoragePoolSpec spec) {
    requireInactive();
    become(xml, spec);
    start();
  }

  private void become(StoragePoolXml xml, StoragePoolSpec spec) {
    document = xml.toXml();
    target = spec.target();
    type = spec.type();
  }

  boolean persistent() {
    return persistent;
  }

  private void tell(Kind kind) {
    host.emit(new StoragePoolEvent.Lifecycle(ref.uuid(), ref.name(), kind));
  }

  /** Whether this pool's volumes are the files in {@code path}. */
  boolean folderAt(String path) {
    return type.folder() && target.equals(path);
  }

  String xml() {
    return document;
  }

  boolean active() {
    return active;
  }

  boolean autostart() {
    return autostart;
  }

  void autostart(boolean on) {
    autostart = on;
  }

  void capacity(ByteSize all) {
    capacity = Optional.of(all);
  }

  private Path folder() {
    return host.files.file(target);
  }

  void build() {
    requireInactive();
    requireFolder();
    try {
      Files.createDirectories(folder());
    } catch (IOException e) {
      throw FileErrors.explain("building the storage pool", Path.of(target), e);
    }
    tell(Kind.CREATED);
  }

  void start() {
    requireInactive();
    requireFolder();
    scan();
    active = true;
    tell(Kind.STARTED);
  }

  void destroy() {
    requireActive();
    active = false;
    volumes.clear();
    tell(Kind.STOPPED);
    if (!persistent) {
      host.pools.remove(this);
    }
  }

  /** Takes the folder away, which must be empty. */
  void delete() {
    requireInactive();
    requireFolder();
    try {
      Files.delete(folder());
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      throw new ConflictException(
          subject(), "the folder " + target + " is not empty", "Delete its volumes first", e);
    } catch (IOException e) {
      throw FileErrors.explain("deleting the storage pool", Path.of(target), e);
    }
    tell(Kind.DELETED);
  }

  void undefine() {
    requireInactive();
    host.pools.remove(this);
    tell(Kind.UNDEFINED);
  }

  void refresh() {
    requireActive();
    scan();
    host.emit(new StoragePoolEvent.Refreshed(ref.uuid(), ref.name()));
  }

  /** All or nothing: a thread that is interrupted, and so cannot read, leaves what was known. */
  private void scan() {
    Map<String, FakeVolume> seen = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder())) {
      for (Path file : entries.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".")) {
          FakeVolume before = volumes.get(name);
          ByteSize all = DiskImages.length(file);
          ByteSize allocated = before == null ? all : before.allocated();
          seen.put(name, volume(name, DiskImages.probe(file), allocated));
        }
      }
    } catch (IOException e) {
      throw FileErrors.explain("opening the storage pool's folder", Path.of(target), e);
    }
    volumes.clear();
    volumes.putAll(seen);
  }

  private void add(String name, String format, ByteSize allocation) {
    volumes.put(name, volume(name, format, allocation));
  }

  private FakeVolume volume(String name, String format, ByteSize allocation) {
    String path = Path.of(target).resolve(name).toString();
    return new FakeVolume(
        name, path, host.files.file(path), format, allocation, bytes -> requireRoom(name, bytes));
  }

  /** Also called while a volume is written to, and the host is free for other calls. */
  private void requireRoom(String volume, long bytes) {
    synchronized (host.clock) {
      if (capacity.isPresent() && bytes > capacity.get().bytes() - used()) {
        throw KnownFailure.DISK_FULL.exception(
            Subject.of("storage volume", volume), "no space left on device", Map.of());
      }
    }
  }

  private long used() {
    return volumes.values().stream().mapToLong(v -> v.info().allocation().bytes()).sum();
  }

  StoragePoolInfo info() {
    if (!active) {
      return new StoragePoolInfo(ByteSize.ZERO, ByteSize.ZERO, ByteSize.ZERO);
    }
    if (capacity.isPresent()) {
      return info(capacity.get().bytes(), Math.max(0, capacity.get().bytes() - used()));
    }
    try {
      FileStore store = Files.getFileStore(folder());
      return info(store.getTotalSpace(), store.getUsableSpace());
    } catch (IOException e) {
      throw FileErrors.explain("looking at the storage pool's folder", Path.of(target), e);
    }
  }

  private static StoragePoolInfo info(long total, long free) {
    return new StoragePoolInfo(
        ByteSize.bytes(total), ByteSize.bytes(total - free), ByteSize.bytes(free));
  }

  List<String> volumeNames() {
    requireActive();
    return List.copyOf(volumes.keySet());
  }

  Optional<FakeVolume> find(String name) {
    requireActive();
    return Optional.ofNullable(volumes.get(name));
  }

  /** The name of the volume that the host has at {@code path}. */
  Optional<String> findByPath(String path) {
    return volumes.entrySet().stream()
        .filter(v -> v.getValue().path().equals(path))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  FakeVolume volume(String name) {
    return find(name)
        .orElseThrow(
            () ->
                KnownFailure.VOLUME_MISSING.exception(
                    Subject.of("storage volume", name),
                    "the pool '" + ref.name() + "' has no such volume, but " + volumeNames(),
                    Map.of("volume", name)));
  }

  void create(StorageVolumeXml volume) {
    Path file = newFile(volume);
    Optional<DiskImages.Backing> below = backing(volume);
    ByteSize asked = volume.capacity();
    ByteSize size = asked.equals(ByteSize.ZERO) ? below.map(this::capacityOf).orElse(asked) : asked;
    ByteSize allocation = volume.allocation().orElse(size);
    if (volume.format().equals(DiskImages.RAW)) {
      requireRoom(volume.name(), allocation.bytes());
    }
    host.images.create(file, volume.format(), size, below);
    add(volume.name(), volume.format(), allocation);
  }

  private ByteSize capacityOf(DiskImages.Backing below) {
    return host.images.capacity(below);
  }

  /** The file of a volume to be made, which is not there yet. */
  private Path newFile(StorageVolumeXml volume) {
    requireActive();
    String name = volume.name();
    Subject subject = Subject.of("storage volume", name);
    if (name.isBlank() || name.contains("/")) {
      throw InvalidSpecException.of(subject, "is not the name of a file");
    }
    if (!FORMATS.contains(volume.format())) {
      throw new UnsupportedException(
          subject, "the fake host has no format '" + volume.format() + "'", "Use raw or qcow2");
    }
    Path file = folder().resolve(name);
    if (Files.exists(file)) {
      throw new AlreadyExistsException(
          subject, "the pool '" + ref.name() + "' has it already", "Choose another name");
    }
    return file;
  }

  /** A raw file to a raw one may be larger; a qcow2 image gets the source's size, as libvirt's. */
  void clone(StorageVolumeXml volume, FakeVolume source, boolean reflink) {
    Path file = newFile(volume);
    if (reflink) {
      throw new UnsupportedException(
          Subject.of("storage volume", volume.name()), "the fake host has no reflinks", "");
    }
    requireRoom(volume.name(), source.info().allocation().bytes());
    host.images.convert(source.image(), file, volume.format(), volume.capacity());
    add(volume.name(), volume.format(), source.allocated());
  }

  /** Afterwards it is what it looks like: raw, of as many bytes as its file had. */
  void wipe(String name, WipeAlgorithm algorithm) {
    FakeVolume volume = volume(name);
    if (algorithm != WipeAlgorithm.ZERO) {
      throw new UnsupportedException(
          Subject.of("storage volume", name), "the fake host wipes with zeros alone", "");
    }
    DiskImages.wipe(volume.file());
    add(name, DiskImages.RAW, ByteSize.ZERO);
  }

  private Optional<DiskImages.Backing> backing(StorageVolumeXml volume) {
    Optional<BackingStoreXml> below = volume.backingStore();
    Optional<String> path = below.flatMap(BackingStoreXml::path);
    path.filter(p -> !Files.exists(host.files.readable(p)))
        .ifPresent(
            p -> {
              throw KnownFailure.VOLUME_BASE_MISSING.exception(
                  Subject.of("storage volume", volume.name()),
                  "there is no such file",
                  Map.of("file", p));
            });
    String format = below.flatMap(BackingStoreXml::format).orElse(DiskImages.RAW);
    return path.map(p -> new DiskImages.Backing(p, format));
  }

  void delete(String name) {
    FakeVolume volume = volume(name);
    try {
      Files.delete(volume.file());
    } catch (IOException e) {
      throw FileErrors.explain("deleting the volume", Path.of(volume.path()), e);
    }
    volumes.remove(name);
  }

  private void requireFolder() {
    if (!type.folder()) {
      throw new UnsupportedException(
          subject(), "the fake host has nothing behind a pool of type " + type.libvirtName(), "");
    }
  }

  private Subject subject() {
    return host.pools.subject(ref.name());
  }

  private void requireActive() {
    if (!active) {
      throw KnownFailure.POOL_INACTIVE.exception(
          subject(), "is not active", Map.of("pool", ref.name()));
    }
  }

  private void requireInactive() {
    if (active) {
      throw new ConflictException(subject(), "is active", "Destroy the pool first");
    }
  }
}
