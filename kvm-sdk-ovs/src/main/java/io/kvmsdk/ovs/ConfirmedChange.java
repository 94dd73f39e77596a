package io.kvmsdk.ovs;

import io.kvmsdk.change.Update;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.host.HostShell;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes of a switch that cannot lock anybody out: unless one is confirmed in time, the host takes
 * it back by itself, also if this process has died, or the link to the host with it.
 *
 * <pre>{@code
 * ConfirmedChange.on(ovs.database(), HostShell.ssh("root@kvm1"))
 *     .apply(ovs.plan(bridge), Duration.ofSeconds(60), () -> reachable("kvm1"));
 * }</pre>
 *
 * <p>The way back is put on the host, and its clock started, before anything changes. A token in
 * the database, which comes with the change in one transaction, says that it is not confirmed yet:
 * confirming and taking back both remove it, so that only one of them can happen. The way back
 * touches what the change touched; a bridge that the change made goes again with all that others
 * have put on it since. What the change deleted comes back, unless somebody else has made something
 * of the same name meanwhile; if somebody deletes what else it needs, it fails as a whole. It needs
 * {@code ovsdb-client} on the host, and does not outlive a reboot: the change is then there, {@link
 * #unconfirmed} still, and can be {@linkplain #confirm confirmed}.
 *
 * <p>While the way back is carried out, the host's own users can see it among its processes, with
 * pre-shared keys that the change removed.
 */
public final class ConfirmedChange {
  /** Where the switch's database listens on the host, unless told otherwise. */
  public static final String DEFAULT_SERVER = "unix:/run/openvswitch/db.sock";

  /** What a process takes as one argument on Linux (MAX_ARG_STRLEN), and some room. */
  private static final int LONGEST_WAY_BACK = 120 << 10;

  private final OvsdbDatabase database;
  private final HostShell shell;
  private final String server;
  private final boolean awaitSwitch;

  private ConfirmedChange(
      OvsdbDatabase database, HostShell shell, String server, boolean awaitSwitch) {
    this.database = database;
    this.shell = shell;
    this.server = server;
    this.awaitSwitch = awaitSwitch;
  }

  /**
   * Changes of a host's switch.
   *
   * @param database the host's {@code Open_vSwitch}
   * @param shell on the same host, as a user who may write its database
   */
  public static ConfirmedChange on(OvsdbDatabase database, HostShell shell) {
    return new ConfirmedChange(database, shell, DEFAULT_SERVER, true);
  }

  /** The same, where the host itself finds the database elsewhere, as {@code unix:/run/a.sock}. */
  public ConfirmedChange server(String newServer) {
    return new ConfirmedChange(database, shell, newServer, awaitSwitch);
  }

  /** The same, without waiting until ovs-vswitchd has done it, as {@code ovs-vsctl --no-wait}. */
  public ConfirmedChange withoutWaiting() {
    return new ConfirmedChange(database, shell, server, false);
  }

  /** The token of a change that is neither confirmed nor taken back. */
  public Optional<String> unconfirmed() {
    return Optional.ofNullable(Token.read(database).get(Token.PENDING));
  }

  /**
   * Keeps a change whoever made it, as one whose program died, or whose host was rebooted before it
   * could take it back.
   *
   * @param token what {@link #unconfirmed} gives
   * @throws ChangeRevertedException if it was taken back meanwhile
   * @throws ConflictException if it is not the one that is unconfirmed
   */
  public void confirm(String token) {
    Token known = new Token(UUID.fromString(token).toString(), Token.row(database));
    RevertTimer timer = new RevertTimer(shell, server, known.text());
    new PendingChange(database, known, List.of(), timer, Duration.ZERO).confirm();
  }

  /**
   * As {@link #apply(List, Duration, Reachability)}, for what {@link OpenVSwitch#plan} of the same
   * switch found.
   */
  public void apply(Update plan, Duration window, Reachability check) {
    confirmOnce(apply(plan, window), check);
  }

  /**
   * As {@link #apply(List, Duration)}, for what {@link OpenVSwitch#plan} of the same switch found.
   */
  public PendingChange apply(Update plan, Duration window) {
    return arm(plan, window).commit();
  }

  /** Prepares the host as {@link #apply(Update, Duration)} does, and changes nothing yet. */
  Armed arm(Update plan, Duration window) {
    if (plan instanceof SwitchUpdate update) {
      return arm(update.operations(), update.later(), window);
    }
    throw new IllegalArgumentException("not a plan of OpenVSwitch.plan: " + plan);
  }

  /**
   * Applies a change, looks whether all is well, and confirms it; if not, takes it back at once.
   *
   * @param window how long the host waits for the confirmation, from 1 s to a day
   * @param check looks from where it matters; asked until it holds, or two thirds of the window are
   *     over
   * @throws ChangeRevertedException if {@code check} never held
   */
  public void apply(List<Operation> change, Duration window, Reachability check) {
    confirmOnce(apply(change, window), check);
  }

  private static void confirmOnce(PendingChange applied, Reachability check) {
    try (PendingChange pending = applied) {
      pending.verify(check);
      pending.confirm();
    }
  }

  /**
   * Applies a change, which the host takes back unless {@link PendingChange#confirm} is called
   * within {@code window} from now on. Inserted rows get UUIDs, unless they have some by {@link
   * Operation.Insert#withUuid}.
   *
   * @param window how long the host waits for the confirmation, from 1 s to a day
   * @throws ConflictException if another change is unconfirmed, or somebody changed the same just
   *     now; nothing is done then
   * @throws ChangeRevertedException if the window was over before the change reached the database,
   *     when the host would not have taken it back any more; nothing is done then
   * @throws OvsdbException if the database refuses it; nothing is done then
   * @throws InterfaceFailedException if ovs-vswitchd cannot make an interface of it, or {@link
   *     TimedOutException} if it does not in time; the change is taken back then
   * @throws io.kvmsdk.error.KvmException if the host cannot be prepared; nothing is done then
   */
  public PendingChange apply(List<Operation> change, Duration window) {
    return arm(change, List.of(), window).commit();
  }

  /** A change that is not made yet, but whose way back is on the host, with its clock running. */
  record Armed(
      ConfirmedChange changes,
      List<Operation> change,
      List<List<Operation>> later,
      PendingChange pending) {
    PendingChange commit() {
      changes.commit(change, later, pending);
      return pending;
    }
  }

  private Armed arm(List<Operation> change, List<List<Operation>> later, Duration window) {
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a window is 1 s to a day, not " + window);
    }
    unconfirmed().ifPresent(this::refuse);
    List<Operation> known = KnownRows.of(change);
    Token token = new Token(UUID.randomUUID().toString(), Token.row(database));
    WayBack way = wayBack(known);
    List<Operation> wayBack = way.operations();
    String json = database.toJson(token.guard(wayBack, Token.REVERTED));
    if (json.getBytes(StandardCharsets.UTF_8).length > LONGEST_WAY_BACK) {
      throw new ConflictException(
          subject(), "the way back is too long for the host's shell", "Make it several changes");
    }
    Duration start = SystemPacer.INSTANCE.elapsed();
    RevertTimer timer = new RevertTimer(shell, server, token.text());
    String rest = database.toJson(token.guard(WayBack.withoutRows(wayBack), Token.REVERTED));
    timer.arm(List.of(json, rest), database.toJson(token.expire()), window);
    return new Armed(
        this,
        token.placing(way.change()),
        later,
        new PendingChange(database, token, wayBack, timer, start.plus(window)));
  }

  private WayBack wayBack(List<Operation> change) {
    try {
      return WayBack.of(database, change);
    } catch (OvsdbException e) {
      throw SwitchCommit.guardFailed(e) ? outdated(e) : e;
    }
  }

  private void commit(List<Operation> change, List<List<Operation>> later, PendingChange pending) {
    SwitchCommit switchCommit = new SwitchCommit(database);
    try {
      if (awaitSwitch || !later.isEmpty()) {
        switchCommit.commit(change, pending.left());
        later.forEach(next -> switchCommit.commit(next, pending.left()));
      } else {
        switchCommit.commit(change);
      }
    } catch (OvsdbException refused) {
      throw refused(refused, pending);
    } catch (TimedOutException | InterfaceFailedException notCarriedOut) {
      pending.close();
      throw notCarriedOut;
    }
  }

  private KvmException refused(OvsdbException refused, PendingChange pending) {
    Optional<String> there = unconfirmed();
    if (there.equals(Optional.of(pending.token()))) {
      pending.close();
      return refused;
    }
    boolean late = pending.forgetExpired();
    pending.forget();
    if (late) {
      return new ChangeRevertedException(
          subject(),
          "the host waited for the change no more when it came; nothing is changed",
          "Apply it again, with a longer window",
          refused);
    }
    there.ifPresent(this::refuse);
    return SwitchCommit.guardFailed(refused) ? outdated(refused) : refused;
  }

  private ConflictException outdated(OvsdbException cause) {
    return new ConflictException(
        subject(), "somebody else has changed what this would change", "Plan it anew", cause);
  }

  private void refuse(String token) {
    throw new ConflictException(
        subject(),
        "a change is not confirmed yet: " + token,
        "Wait until the host takes it back, or keep it by confirm(token): a rebooted host does not");
  }

  private Subject subject() {
    return Subject.of("switch", database);
  }
}
