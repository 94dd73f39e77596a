package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.libvirt.jna.DomainPointer;

/**
 * Finds out whether guests really run under KVM on a host, by running one.
 *
 * <p>That libvirt offers the domain type kvm only means that {@code /dev/kvm} can be opened. Where
 * KVM is emulated, or nested badly, QEMU dies when it sets up a processor with the host's features,
 * or stops a moment later with an internal error. So a domain of the smallest kind is started, with
 * {@code host-passthrough}, which any real KVM can do; its firmware runs, finds nothing to boot and
 * waits. KVM is usable if it is still running after half a second: a processor that failed would
 * have left it paused, crashed or gone, since it is destroyed at a reset.
 *
 * <p>The domain is transient and dies with the connection ({@code VIR_DOMAIN_START_AUTODESTROY}).
 * An emulator that hangs keeps libvirt waiting for ever: it is killed.
 */
final class AcceleratorProbe {
  /** The system property {@code kvm} or {@code tcg} that takes the place of the probe. */
  static final String PROPERTY = "kvmsdk.accelerator";

  /** The same as an environment variable, which the property overrides. */
  static final String VARIABLE = "KVMSDK_ACCELERATOR";

  private static final Logger LOG = System.getLogger(AcceleratorProbe.class.getName());
  private static final String DEVICE = "/dev/kvm";
  private static final int START_AUTODESTROY = 2;
  private static final Duration PROOF = Duration.ofMillis(500);

  /** For how long a guest may take to start, until it is taken for one that never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String GUEST =
      """
      <domain type='kvm'>
        <name>%s</name>
        <uuid>%s</uuid>
        <memory unit='MiB'>32</memory>
        <vcpu>1</vcpu>
        <os><type>hvm</type></os>
        <cpu mode='host-passthrough'/>
        <on_poweroff>destroy</on_poweroff>
        <on_reboot>destroy</on_reboot>
        <on_crash>destroy</on_crash>
        <devices>%s
          <controller type='usb' model='none'/>
          <memballoon model='none'/>
        </devices>
      </domain>
      """;

  private final LibvirtDriver driver;
  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;
  private final LongCalls longCalls;
  private final String emulator;
  private final Duration patience;

  AcceleratorProbe(LibvirtDriver driver, Connection connection, LongCalls longCalls) {
    this(driver, connection, longCalls, "", PATIENCE);
  }

  /**
   * @param emulator the element that names another one than the host's own, or nothing
   */
  AcceleratorProbe(
      LibvirtDriver driver,
      Connection connection,
      LongCalls longCalls,
      String emulator,
      Duration patience) {
    this.driver = driver;
    this.connection = connection;
    this.longCalls = longCalls;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
    this.emulator = emulator;
    this.patience = patience;
  }

  /** What the user says, whatever the host can do. */
  static Optional<Accelerator> override() {
    String word = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "", "auto" -> Optional.empty();
      case "kvm" -> Optional.of(Accelerator.KVM);
      case "tcg" -> Optional.of(Accelerator.TCG);
      default ->
          throw InvalidSpecException.of(
              Subject.of("system property", PROPERTY), "'" + word + "' is not kvm, tcg or auto");
    };
  }

  /** Looks now, whatever was found before. */
  Accelerator probe() {
    if (!driver.capabilitiesXml().contains("<domain type='kvm'")) {
      if (driver.localFile(DEVICE).filter(Files::exists).isPresent()) {
        warn(DEVICE + " is there, but libvirt does not offer it: its daemon cannot use it");
      }
      return Accelerator.TCG;
    }
    String problem;
    try {
      problem = runGuest();
    } catch (ConnectionLostException | CancelledException e) {
      throw e;
    } catch (KvmException e) {
      problem = e.problem();
    }
    if (problem.isEmpty()) {
      return Accelerator.KVM;
    }
    warn("a guest does not run under it: " + problem);
    return Accelerator.TCG;
  }

  private void warn(String reason) {
    LOG.log(
        Level.WARNING,
        "{0}: KVM cannot be used, so guests run under TCG; {1}",
        driver.uri(),
        reason);
  }

  /** Runs a guest for a moment; gives what went wrong with it, or an empty string. */
  private String runGuest() {
    UUID guest = UUID.randomUUID();
    Subject subject = Subject.of("domain", "kvmsdk-probe-" + guest);
    LinkLease lease = connection.lease(); // other links may close before the guest is looked at
    CompletableFuture<ObjectRef> start =
        longCalls.begin(() -> lease.link().longCall(() -> start(subject, guest)));
    try {
      return outcome(subject, guest, start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(subject, "the probe for KVM was interrupted", "", e);
    } finally {
      try {
        destroy(guest);
      } finally {
        start.whenComplete((started, failure) -> end(guest, lease));
      }
    }
  }

  /** A guest that libvirt did not know yet when it was given up may have started since. */
  private void end(UUID guest, LinkLease lease) {
    try (lease) {
      destroy(guest);
    }
  }

  private String outcome(Subject subject, UUID guest, CompletableFuture<ObjectRef> start)
      throws InterruptedException {
    driver.pacer().await(subject, "its start", patience, () -> result(start), () -> "");
    Duration end = driver.pacer().elapsed().plus(PROOF);
    DomainState state = DomainState.RUNNING;
    while (state == DomainState.RUNNING && driver.pacer().elapsed().compareTo(end) < 0) {
      driver.pacer().pause(PROOF.dividedBy(5));
      state = driver.domains().state(guest);
    }
    return state == DomainState.RUNNING ? "" : "it is " + state + " a moment after its start";
  }

  private ObjectRef start(Subject subject, UUID guest) {
    String xml = GUEST.formatted(subject.name(), guest, emulator);
    return connection.call(
        c ->
            domains.taken(
                connection.check(
                    subject, connection.api().virDomainCreateXML(c, xml, START_AUTODESTROY))));
  }

  private static Optional<ObjectRef> result(CompletableFuture<ObjectRef> start) {
    try {
      return Optional.ofNullable(start.getNow(null));
    } catch (CompletionException e) {
      throw e.getCause() instanceof KvmException failure ? failure : e;
    }
  }

  /** Also of a guest that is still being started, which then fails. */
  private void destroy(UUID guest) {
    try {
      driver.domains().destroy(guest);
    } catch (NotFoundException gone) {
      LOG.log(Level.DEBUG, "the guest of the probe has ended by itself: {0}", gone.getMessage());
    }
  }
}
