package io.kvmsdk.testkit;

import io.kvmsdk.HostCapabilities;
import io.kvmsdk.Hypervisor;
import io.kvmsdk.HypervisorInfo;
import io.kvmsdk.NodeInfo;
import io.kvmsdk.NodeStats;
import io.kvmsdk.domain.CpuSpec;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.Key;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.network.NetworkSpec;
import io.kvmsdk.network.Networks;
import io.kvmsdk.network.NwFilters;
import io.kvmsdk.node.HostInterfaces;
import io.kvmsdk.node.NodeDevices;
import io.kvmsdk.secret.Secrets;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StoragePools;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A host in memory that behaves as libvirt with QEMU does: the same handles, defaults, states,
 * events and errors, but nothing runs. Guests do what a {@link FakeGuest} says, in the time of a
 * {@link FakeClock}; volumes are real files below one root folder.
 *
 * <pre>{@code
 * try (FakeHypervisor kvm = FakeHypervisor.create()) {
 *   Domain web = kvm.domains().define(d -> d.name("web").memory(ByteSize.gib(2)).network("default"));
 *   web.start();
 *   assertThat(web.state()).isEqualTo(DomainState.RUNNING);
 * }
 * }</pre>
 *
 * <p>As many a real host, it has an active network {@code default} (192.168.122.1/24, NAT with
 * DHCP) and an active pool {@code default}, in the folder {@code default} of the root; {@link
 * Builder#bare} leaves both away. A path on the host that lies below the root is meant as it is,
 * and any other as if the root were {@code /}: see {@link #file}. An image that is not there may
 * also be the very file of that path, which is then only read.
 *
 * <p>Its pools can be started if their volumes are files in a folder; it neither checks nor
 * emulates devices. Thread-safe.
 */
public final class FakeHypervisor implements Hypervisor {
  private final FakeHost host;
  private final DriverHypervisor connection;
  private final boolean removesFiles;

  FakeHypervisor(FakeHost host, FakeDriver driver, boolean removesFiles) {
    this.host = host;
    this.connection = new DriverHypervisor(driver);
    this.removesFiles = removesFiles;
  }

  /** A new host whose files lie in a new temporary folder, and are gone when it is closed. */
  public static FakeHypervisor create() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public URI uri() {
    return connection.uri();
  }

  @Override
  public Domains domains() {
    return connection.domains();
  }

  @Override
  public Networks networks() {
    return connection.networks();
  }

  @Override
  public StoragePools storagePools() {
    return connection.storagePools();
  }

  @Override
  public HypervisorInfo info() {
    return connection.info();
  }

  @Override
  public NodeInfo nodeInfo() {
    return connection.nodeInfo();
  }

  @Override
  public NodeStats nodeStats() {
    return connection.nodeStats();
  }

  @Override
  public Secrets secrets() {
    return connection.secrets();
  }

  @Override
  public NwFilters nwFilters() {
    return connection.nwFilters();
  }

  @Override
  public NodeDevices nodeDevices() {
    return connection.nodeDevices();
  }

  @Override
  public HostInterfaces hostInterfaces() {
    return connection.hostInterfaces();
  }

  @Override
  public HostCapabilities capabilities() {
    return connection.capabilities();
  }

  @Override
  public CpuSpec baselineCpu(List<CpuSpec> cpus) {
    return connection.baselineCpu(cpus);
  }

  @Override
  public Optional<Path> localFile(String path) {
    return connection.localFile(path);
  }

  @Override
  public FakeClock pacer() {
    return host.clock;
  }

  /** The time in which guests boot, install and shut down; the same as {@link #pacer}. */
  public FakeClock clock() {
    return host.clock;
  }

  /** The folder that all of the host's files lie below. */
  public Path root() {
    return host.files.root();
  }

  /** The real file for {@code path} on the host, as {@code volume.path()} gives it. */
  public Path file(String path) {
    return host.files.file(path);
  }

  /** Scripts the guest of the domain {@code name}, from its next boot on. */
  public void guest(String name, FakeGuest guest) {
    host.script(name, guest);
  }

  /** Has the guest of the domain {@code name} do something now. */
  public GuestActs acts(String name) {
    synchronized (host.clock) {
      return new FakeActs(host, host.domains.get(name));
    }
  }

  /**
   * Lets the guest of the domain {@code name} write to its disk {@code target}, as {@code vda}: of
   * what a backup or a snapshot is to be. Whoever waits for that disk's mark is told.
   */
  public void write(String name, String target, ByteSize offset, byte[] content) {
    synchronized (host.clock) {
      new FakeWrites(host, host.domains.get(name)).write(target, offset, content);
    }
  }

  /**
   * Puts the pool {@code name} on a file system of its own, of {@code capacity}, until it is
   * undefined: its volumes take what was set aside for them or is written to them, and what finds
   * no room fails as on a full disk. Images of guests that run do not grow; for those there is
   * {@link Fault#diskFull}.
   */
  public void poolCapacity(String name, ByteSize capacity) {
    synchronized (host.clock) {
      host.pools.get(name).capacity(capacity);
    }
  }

  /** What was pressed on the keyboard of the domain {@code name}, chord by chord. */
  public List<List<Key>> keys(String name) {
    synchronized (host.clock) {
      return host.domains.find(name).map(d -> List.copyOf(d.keys)).orElse(List.of());
    }
  }

  /** Makes {@code operation} fail, instead of as it was told before. */
  public void failOn(Operation operation, Fault fault) {
    host.faults.failOn(operation, fault);
  }

  /** Lets everything succeed again. */
  public void failNoMore() {
    host.faults.clear();
  }

  /**
   * Ends the host's daemon: every call on any connection fails as lost, and what happens is told to
   * nobody, while the guests run on.
   */
  public void stopDaemon() {
    host.stopDaemon();
  }

  /** Starts the daemon again: calls succeed, and listeners are told of the gap. */
  public void startDaemon() {
    host.startDaemon();
  }

  /** The calls that changed something or were to, on any connection, in their order. */
  public List<Call> calls() {
    return host.faults.calls();
  }

  /**
   * What is on the host now and was not when it was made: domains, networks, pools, secrets,
   * filters and files, as {@code domain web} or {@code file default/web-vda.qcow2}; of a test that
   * cleans up, nothing.
   */
  public List<String> leftovers() {
    synchronized (host.clock) {
      List<String> left = new ArrayList<>();
      addNew(left, host.domains);
      addNew(left, host.networks);
      addNew(left, host.pools);
      addNew(left, host.secrets);
      addNew(left, host.filters);
      host.devices.created().forEach(device -> left.add("node device " + device));
      host.files.all().stream()
          .filter(host::isNew)
          .forEach(file -> left.add("file " + root().relativize(file)));
      return List.copyOf(left);
    }
  }

  private void addNew(List<String> left, Registry<?> entries) {
    for (ObjectRef ref : entries.refs()) {
      if (host.isNew(ref)) {
        left.add(entries.subject("").kind() + " " + ref.name());
      }
    }
  }

  /** Also removes its files, where they lie in a temporary folder of its own. */
  @Override
  public void close() {
    connection.close();
    if (removesFiles) {
      host.files.removeAll();
    }
  }

  @Override
  public String toString() {
    return "FakeHypervisor " + uri() + " in " + root();
  }

  /** Makes a {@link FakeHypervisor}. */
  public static final class Builder {
    private final Map<String, FakeGuest> guests = new HashMap<>();
    private FakeGuest guest = FakeGuest.working();
    private FakeClock clock = new FakeClock();
    private Path root;
    private boolean kept;
    private boolean bare;
    private boolean local;
    private Optional<ByteSize> memory = Optional.empty();

    private Builder() {}

    /**
     * The folder for the host's files, made where it is missing and kept at the end; a temporary
     * one by default.
     */
    public Builder root(Path folder) {
      root = Objects.requireNonNull(folder);
      return this;
    }

    /** Keeps the files of a temporary root when the host is closed. */
    public Builder keepFiles() {
      kept = true;
      return this;
    }

    /** The time; several hosts can share one. */
    public Builder clock(FakeClock shared) {
      clock = Objects.requireNonNull(shared);
      return this;
    }

    /** What guests do, unless told otherwise by name. */
    public Builder guest(FakeGuest script) {
      guest = Objects.requireNonNull(script);
      return this;
    }

    /** What the guest of the domain {@code name} does. */
    public Builder guest(String name, FakeGuest script) {
      guests.put(name, Objects.requireNonNull(script));
      return this;
    }

    /** Without the network and the pool {@code default}. */
    public Builder bare() {
      bare = true;
      return this;
    }

    /**
     * As {@code qemu:///system} is: what lies below the root, this process may also work on without
     * a call to the host, as when it makes overlays. By default all goes through calls.
     */
    public Builder local() {
      local = true;
      return this;
    }

    /**
     * The host's memory, and that it promises no more than it has (Linux: {@code
     * vm.overcommit_memory=2}): a guest for which the running ones leave no room does not start. By
     * default it has 16 GiB, and any number of guests that each fit.
     */
    public Builder memory(ByteSize all) {
      memory = Optional.of(all);
      return this;
    }

    public FakeHypervisor build() {
      boolean own = root == null;
      FakeHost host = newHost(own ? temporaryFolder() : root);
      FakeDriver driver = new FakeDriver(host, URI.create("fake:///"));
      return new FakeHypervisor(host, driver, own && !kept);
    }

    FakeHost newHost(Path folder) {
      FakeHost host = new FakeHost(folder, local, memory, clock, guest, guests);
      if (!bare) {
        furnish(host);
      }
      host.furnished();
      return host;
    }

    private static void furnish(FakeHost host) {
      Hypervisor kvm = new DriverHypervisor(new FakeDriver(host, URI.create("fake:///")));
      kvm.networks().define(NetworkSpec.nat("default", Cidr.of("192.168.122.1/24"))).start();
      String folder = host.files.root().resolve("default").toString();
      StoragePool pool = kvm.storagePools().define(p -> p.name("default").target(folder));
      pool.build();
      pool.start();
    }

    private static Path temporaryFolder() {
      try {
        return Files.createTempDirectory("kvmsdk-fake-");
      } catch (IOException e) {
        throw FileErrors.explain("creating a folder for the fake host", Path.of(""), e);
      }
    }
  }
}
