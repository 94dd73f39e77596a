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
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
 */
final class AcceleratorProbe {
  /** The system property {@code kvm} or {@code tcg} that takes the place of the probe. */
  static final String PROPERTY = "kvmsdk.accelerator";

  /** The same as an environment variable, which the property overrides. */
  static final String VARIABLE = "KVMSDK_ACCELERATOR";

  private static final Logger LOG = System.getLogger(AcceleratorProbe.class.getName());
  private static final int START_AUTODESTROY = 2;
  private static final Duration PROOF = Duration.ofMillis(500);
  private static final ConcurrentMap<URI, Accelerator> KNOWN = new ConcurrentHashMap<>();

  private static final String GUEST =
      """
      <domain type='kvm'>
        <name>%s</name>
        <memory unit='MiB'>32</memory>
        <vcpu>1</vcpu>
        <os><type>hvm</type></os>
        <cpu mode='host-passthrough'/>
        <on_poweroff>destroy</on_poweroff>
        <on_reboot>destroy</on_reboot>
        <on_crash>destroy</on_crash>
        <devices>
          <controller type='usb' model='none'/>
          <memballoon model='none'/>
        </devices>
      </domain>
      """;

  private final LibvirtDriver driver;
  private final Connection connection;
  private final NativeObjects<DomainPointer> domains;

  AcceleratorProbe(LibvirtDriver driver, Connection connection) {
    this.driver = driver;
    this.connection = connection;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(connection.api()));
  }

  /** What the user said, else what an earlier probe of this host found, else what a probe finds. */
  Accelerator result() {
    return override().orElseGet(() -> KNOWN.computeIfAbsent(driver.uri(), uri -> probe()));
  }

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

  private Accelerator probe() {
    if (!driver.capabilitiesXml().contains("<domain type='kvm'")) {
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
    LOG.log(
        Level.INFO,
        "{0} offers KVM, but a guest does not run under it, so TCG is used: {1}",
        driver.uri(),
        problem.lines().findFirst().orElse(""));
    return Accelerator.TCG;
  }

  /** Runs a guest for a moment; gives what went wrong with it, or an empty string. */
  private String runGuest() {
    ObjectRef guest = start("kvmsdk-probe-" + UUID.randomUUID());
    try {
      Duration end = driver.pacer().elapsed().plus(PROOF);
      DomainState state = DomainState.RUNNING;
      while (state == DomainState.RUNNING && driver.pacer().elapsed().compareTo(end) < 0) {
        driver.pacer().pause(PROOF.dividedBy(5));
        state = driver.domains().state(guest.uuid());
      }
      return state == DomainState.RUNNING ? "" : "it is " + state + " a moment after its start";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          Subject.of("domain", guest.name()), "the probe for KVM was interrupted", "", e);
    } finally {
      destroy(guest);
    }
  }

  private ObjectRef start(String name) {
    Subject subject = Subject.of("domain", name);
    return connection.call(
        c ->
            domains.taken(
                connection.check(
                    subject,
                    connection
                        .api()
                        .virDomainCreateXML(c, GUEST.formatted(name), START_AUTODESTROY))));
  }

  private void destroy(ObjectRef guest) {
    try {
      driver.domains().destroy(guest.uuid());
    } catch (NotFoundException gone) {
      LOG.log(Level.DEBUG, "the guest of the probe has ended by itself: {0}", gone.getMessage());
    }
  }
}
