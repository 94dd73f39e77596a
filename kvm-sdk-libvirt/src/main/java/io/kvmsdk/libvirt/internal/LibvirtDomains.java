package io.kvmsdk.libvirt.internal;

import static io.kvmsdk.libvirt.internal.DirectApi.address;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainInfo;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.InterfaceAddress;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.domain.ShutdownMode;
import io.kvmsdk.domain.ShutoffReason;
import io.kvmsdk.domain.StartOption;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.value.ByteSize;
import io.kvmsdk.value.Cidr;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.libvirt.jna.DomainPointer;

/** libvirt's domain functions. */
final class LibvirtDomains implements DomainDriver {
  private static final int DEFINE_VALIDATE = 1;
  private static final int XML_INACTIVE = 2;
  private static final Map<StartOption, Integer> START =
      Map.of(
          StartOption.PAUSED, 1,
          StartOption.BYPASS_CACHE, 4,
          StartOption.FORCE_BOOT, 8,
          StartOption.RESET_NVRAM, 32);

  /**
   * What to forget with a domain: managed save 1, snapshot metadata 2, checkpoint metadata 16.
   * Drivers refuse a flag that they do not know, so less and less is asked of them.
   */
  private static final int[] UNDEFINE_FLAGS = {1 | 2 | 16, 1 | 2, 0};

  private static final DomainState[] STATES = DomainState.values();

  // Where virDomainGetState's two results are put.
  private static final int STATE = 0;
  private static final int REASON = 4;

  private static final int UNDEFINE_NVRAM = 4;
  private static final int UNDEFINE_KEEP_NVRAM = 8;

  private final Connection connection;
  private final LibvirtApi api;
  private final NativeObjects<DomainPointer> domains;

  /** For what guests answer, or their agents. */
  private final NativeObjects<DomainPointer> guests;

  LibvirtDomains(Connection connection) {
    this.connection = connection;
    this.api = connection.api();
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
    this.guests = domains.forGuestCalls();
  }

  @Override
  public List<ObjectRef> list(Set<DomainFilter> filters) {
    return domains.list(Flags.bits(filters));
  }

  @Override
  public Optional<ObjectRef> findByName(String name) {
    return domains.find(name);
  }

  @Override
  public Optional<ObjectRef> findByUuid(UUID uuid) {
    return domains.find(uuid);
  }

  @Override
  public ObjectRef define(String xml) {
    return domains.define(
        xml, (c, document) -> api.virDomainDefineXMLFlags(c, document, DEFINE_VALIDATE));
  }

  @Override
  public ObjectRef create(String xml, Set<StartOption> options) {
    int flags = flags(options);
    return connection.longCall(
        () ->
            EmulatorStart.heard(
                () ->
                    domains.define(
                        xml, (c, document) -> api.virDomainCreateXML(c, document, flags))));
  }

  /** For a domain that runs already, the test driver has but an internal error. */
  @Override
  public void create(UUID domain, Set<StartOption> options) {
    int flags = flags(options);
    connection.longRun(() -> EmulatorStart.heardRun(() -> createHere(domain, flags)));
  }

  private static int flags(Set<StartOption> options) {
    return options.stream().mapToInt(START::get).sum();
  }

  private void createHere(UUID domain, int flags) {
    domains.with(
        domain,
        (d, subject) -> {
          if ((flags == 0 ? api.virDomainCreate(d) : api.virDomainCreateWithFlags(d, flags)) < 0) {
            LibvirtException error = connection.lastError(subject);
            throw error.code() == ErrorCode.INTERNAL_ERROR && api.virDomainIsActive(d) == 1
                ? Errors.conflict(error)
                : connection.typed(error);
          }
          return null;
        });
  }

  @Override
  public void shutdown(UUID domain, Set<ShutdownMode> modes) {
    int flags = Flags.bits(modes);
    guests.call(
        domain, d -> flags == 0 ? api.virDomainShutdown(d) : api.virDomainShutdownFlags(d, flags));
  }

  @Override
  public void destroy(UUID domain) {
    connection.longRun(() -> domains.call(domain, api::virDomainDestroy));
  }

  @Override
  public void reboot(UUID domain, Set<ShutdownMode> modes) {
    int flags = Flags.bits(modes);
    guests.call(domain, d -> api.virDomainReboot(d, flags));
  }

  @Override
  public void reset(UUID domain) {
    domains.call(domain, d -> api.virDomainReset(d, 0));
  }

  @Override
  public void suspend(UUID domain) {
    domains.call(domain, api::virDomainSuspend);
  }

  @Override
  public void resume(UUID domain) {
    domains.call(domain, api::virDomainResume);
  }

  @Override
  public void pmWakeup(UUID domain) {
    domains.call(domain, d -> api.virDomainPMWakeup(d, 0));
  }

  /** Every set of flags is tried with the word about NVRAM first, then without. */
  @Override
  public void undefine(UUID domain, Nvram nvram) {
    int word = nvram == Nvram.KEEP ? UNDEFINE_KEEP_NVRAM : UNDEFINE_NVRAM;
    domains.with(
        domain,
        (d, subject) -> {
          LibvirtException refusal = null;
          for (int flags : undefineFlags(word)) {
            if (api.virDomainUndefineFlags(d, flags) == 0) {
              return null;
            }
            refusal = connection.lastError(subject);
            if (refusal.code() != ErrorCode.INVALID_ARG) {
              break;
            }
          }
          throw connection.typed(refusal);
        });
  }

  private static int[] undefineFlags(int word) {
    return IntStream.of(UNDEFINE_FLAGS).flatMap(f -> IntStream.of(f | word, f)).toArray();
  }

  @Override
  public boolean hasManagedSave(UUID domain) {
    return domains.call(domain, d -> api.virDomainHasManagedSaveImage(d, 0)) == 1;
  }

  /** The test driver fails where there is none, QEMU's does not. */
  @Override
  public void managedSaveRemove(UUID domain) {
    domains.with(
        domain,
        (d, subject) ->
            connection.check(subject, api.virDomainHasManagedSaveImage(d, 0)) == 0
                ? 0
                : connection.check(subject, api.virDomainManagedSaveRemove(d, 0)));
  }

  @Override
  public String xml(UUID domain, boolean inactive) {
    int flags = (inactive ? XML_INACTIVE : 0) | connection.secureXml();
    return domains.text(domain, d -> DirectApi.virDomainGetXMLDesc(address(d), flags));
  }

  @Override
  public DomainState state(UUID domain) {
    return domains.with(domain, (d, subject) -> state(stateOf(d, subject).getInt(STATE)));
  }

  private Scratch stateOf(DomainPointer d, Subject subject) {
    Scratch scratch = Scratch.get();
    connection.check(
        subject,
        DirectApi.virDomainGetState(
            address(d), scratch.address() + STATE, scratch.address() + REASON, 0));
    return scratch;
  }

  /** A later libvirt may know more states. */
  static DomainState state(int number) {
    return number < STATES.length ? STATES[number] : DomainState.NOSTATE;
  }

  @Override
  public Optional<ShutoffReason> shutoffReason(UUID domain) {
    return domains.with(
        domain,
        (d, subject) -> {
          Scratch scratch = stateOf(d, subject);
          return scratch.getInt(STATE) == DomainState.SHUTOFF.ordinal()
              ? Optional.of(reason(scratch.getInt(REASON)))
              : Optional.empty();
        });
  }

  /** Reads {@code struct _virDomainInfo}. */
  @Override
  public DomainInfo info(UUID domain) {
    return domains.with(
        domain,
        (d, subject) -> {
          Scratch info = Scratch.get();
          connection.check(subject, DirectApi.virDomainGetInfo(address(d), info.address()));
          return new DomainInfo(
              state(info.getByte(0)),
              ByteSize.kib(info.getLong(8)),
              ByteSize.kib(info.getLong(16)),
              Short.toUnsignedInt(info.getShort(24)),
              Duration.ofNanos(info.getLong(32)));
        });
  }

  /** A later libvirt may know more reasons. */
  private static ShutoffReason reason(int number) {
    ShutoffReason[] known = ShutoffReason.values();
    return number < known.length ? known[number] : ShutoffReason.UNKNOWN;
  }

  @Override
  public void autostart(UUID domain, boolean on) {
    domains.call(domain, d -> api.virDomainSetAutostart(d, on ? 1 : 0));
  }

  @Override
  public boolean autostart(UUID domain) {
    return domains.flag(domain, DirectApi::virDomainGetAutostart);
  }

  @Override
  public List<InterfaceAddress> addresses(UUID domain, AddressSource source) {
    return (source == AddressSource.AGENT ? guests : domains)
        .with(
            domain,
            (d, subject) -> {
              PointerByReference array = new PointerByReference();
              int count =
                  connection.check(
                      subject, api.virDomainInterfaceAddresses(d, array, source.ordinal(), 0));
              return NativeArray.take(
                      array, count, i -> addresses(i, source), api::virDomainInterfaceFree)
                  .stream()
                  .flatMap(List::stream)
                  .toList();
            });
  }

  /** Reads {@code struct _virDomainInterface} and its {@code struct _virDomainIPAddress}es. */
  private static List<InterfaceAddress> addresses(Pointer device, AddressSource source) {
    String mac = NativeArray.text(device, 8);
    List<InterfaceAddress> addresses = new ArrayList<>();
    for (int i = 0; mac != null && i < device.getInt(16); i++) {
      Pointer address = device.getPointer(24).share(24L * i);
      String ip = NativeArray.text(address, 8);
      sensible(mac, ip, address.getInt(16), source).ifPresent(addresses::add);
    }
    return addresses;
  }

  /**
   * Empty for what makes no sense, as libvirt passes on whatever the guest's agent says; that of
   * Windows adds a zone to addresses that are good within a link alone.
   */
  private static Optional<InterfaceAddress> sensible(
      String mac, String ip, int prefix, AddressSource source) {
    try {
      Cidr cidr = cidr(IpAddresses.parse(ip.split("%", 2)[0]), prefix);
      return Optional.of(new InterfaceAddress(MacAddress.of(mac), cidr, source));
    } catch (IllegalArgumentException nonsense) {
      return Optional.empty();
    }
  }

  /** The ARP table knows no prefix, and libvirt then gives 0: the address alone is meant. */
  private static Cidr cidr(InetAddress ip, int prefix) {
    return new Cidr(ip, prefix == 0 ? ip.getAddress().length * 8 : prefix);
  }
}
