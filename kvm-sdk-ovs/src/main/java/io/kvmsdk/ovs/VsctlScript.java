package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.ovsdb.Operation;
import io.kvmsdk.ovs.ovsdb.OvsdbDatabase;
import io.kvmsdk.ovs.ovsdb.OvsdbException;
import io.kvmsdk.ovs.vsctl.Interpreter;
import io.kvmsdk.ovs.vsctl.Invocation;
import io.kvmsdk.ovs.vsctl.Needs;
import io.kvmsdk.ovs.vsctl.NotYetException;
import io.kvmsdk.ovs.vsctl.ScriptReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Steps of {@code ovs-vsctl} as people have them in scripts, carried out without a shell and
 * without the program: all of them in one transaction, or none.
 *
 * <pre>{@code
 * VsctlScript script = VsctlScript.parse("ovs-vsctl add-br br0; ovs-vsctl add-port br0 eth0 tag=9");
 * System.out.println(script.plan(db)); // the dry run
 * script.run(db);
 * }</pre>
 *
 * <p>Each command means what ovs-vsctl(8) says, and sees what those before it did. What the
 * database held when the plan was made is checked when it is committed; if another client was
 * quicker, the plan is made anew. {@code wait-until} looks at the database until it is as it says,
 * before anything is sent; since all is one transaction, it cannot wait for what the calls before
 * it bring about, which is refused at once.
 */
public final class VsctlScript {
  /** What {@link #parse} takes that it would refuse otherwise. */
  public enum Leniency {
    /** {@code >/dev/null 2>&1} and the like are read over. */
    IGNORE_REDIRECTIONS,
    /**
     * {@code type=ipsec_gre}, which Open vSwitch had until 2.5, is written as {@code type=gre},
     * which {@code options:psk} has ovs-monitor-ipsec encrypt.
     */
    IPSEC_GRE_AS_GRE
  }

  private static final String DATABASE = "Open_vSwitch";
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 8;

  private final List<Invocation> invocations;
  private final Set<Leniency> leniency;
  private final boolean noWait;
  private final Duration timeout;
  private final boolean undo;

  private VsctlScript(
      List<Invocation> invocations,
      Set<Leniency> leniency,
      boolean noWait,
      Duration timeout,
      boolean undo) {
    this.undo = undo;
    this.invocations = List.copyOf(invocations);
    this.leniency = Set.copyOf(leniency);
    this.noWait = noWait;
    this.timeout = timeout;
  }

  /**
   * Reads a script: calls of {@code ovs-vsctl}, parted by newlines, {@code ;} or {@code &&}, with
   * the shell's quotes, comments and line continuations. Of the options of ovs-vsctl, {@code
   * --no-wait} and {@code --timeout} are heeded.
   *
   * @throws InvalidSpecException with line, column and word of everything that is not understood,
   *     or that only a shell could do: variables, pipes, other programs, …
   */
  public static VsctlScript parse(String text, Leniency... leniency) {
    Set<Leniency> all = Set.of(leniency);
    List<Invocation> invocations =
        ScriptReader.read(text, all.contains(Leniency.IGNORE_REDIRECTIONS));
    return new VsctlScript(
        invocations,
        all,
        invocations.stream().allMatch(Invocation::noWait),
        invocations.stream()
            .map(Invocation::timeout)
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElse(DEFAULT_TIMEOUT),
        false);
  }

  /** The commands, in their order. */
  public List<VsctlStep> steps() {
    return invocations.stream().flatMap(i -> i.commands().stream()).map(VsctlStep::of).toList();
  }

  /** The same, not waiting for ovs-vswitchd to carry it out, as with {@code --no-wait}. */
  public VsctlScript noWait() {
    return new VsctlScript(invocations, leniency, true, timeout, undo);
  }

  /**
   * The same, which takes all of it back if ovs-vswitchd cannot make an interface of what it says,
   * before {@link #run} throws {@link InterfaceFailedException}. Otherwise it stays, as ovs-vsctl
   * leaves it: a device that is plugged in later then joins its bridge. Nothing is taken back of a
   * script that does not wait.
   */
  public VsctlScript undoOnFailure() {
    return new VsctlScript(invocations, leniency, noWait, timeout, true);
  }

  /**
   * The same, with so much time for what {@code wait-until} waits for, and for ovs-vswitchd to
   * carry the script out.
   *
   * @param newTimeout positive; half a minute where neither this nor the script says anything
   */
  public VsctlScript timeout(Duration newTimeout) {
    if (newTimeout.isZero() || newTimeout.isNegative()) {
      throw new IllegalArgumentException("a time-out must be positive: " + newTimeout);
    }
    return new VsctlScript(invocations, leniency, noWait, newTimeout, undo);
  }

  /**
   * Finds out what the script would do, and does nothing; it does not wait either.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException where a name is taken
   * @throws io.kvmsdk.error.NotFoundException where a bridge, port, record or key is missing
   * @throws io.kvmsdk.error.ConflictException where what is there forbids it, or is not yet what a
   *     {@code wait-until} waits for
   * @throws InvalidSpecException where a column cannot hold a value; all of them name the line and
   *     the command, in ovs-vsctl's words
   */
  public VsctlPlan plan(OvsdbDatabase database) {
    if (!database.schema().name().equals(DATABASE)) {
      throw InvalidSpecException.of(
          Subject.of("database", database.name()),
          "scripts of ovs-vsctl are about the database " + DATABASE);
    }
    return new VsctlPlan(
        Interpreter.compile(
            invocations,
            database.schema(),
            database.read(Needs.of(invocations, database.schema())),
            leniency.contains(Leniency.IPSEC_GRE_AS_GRE)));
  }

  /**
   * Carries the script out in one transaction, and waits until ovs-vswitchd has done the same. A
   * script that changes nothing sends none.
   *
   * @return what each step printed
   * @throws KvmException as {@link #plan}; nothing is changed then
   * @throws io.kvmsdk.error.TimedOutException if what a {@code wait-until} waits for did not come
   *     about in time, then nothing is changed; or if ovs-vswitchd took longer, then the changes
   *     stay
   * @throws InterfaceFailedException if ovs-vswitchd cannot make an interface of what the script
   *     says, which names its step; the changes stay, but for {@link #undoOnFailure}
   */
  public List<VsctlOutput> run(OvsdbDatabase database) {
    Duration deadline = SystemPacer.INSTANCE.elapsed().plus(timeout);
    VsctlPlan plan = planned(database, deadline);
    for (int attempt = 1; ; attempt++) {
      try {
        return plan.commit(database, noWait ? Optional.empty() : Optional.of(timeout), undo);
      } catch (OvsdbException e) {
        VsctlPlan next = planned(database, deadline);
        if (attempt == ATTEMPTS || !overtaken(e, plan.operations(), next.operations())) {
          throw e.inFamily();
        }
        plan = next;
      }
    }
  }

  /** Once what {@code wait-until} waits for is so. */
  private VsctlPlan planned(OvsdbDatabase database, Duration deadline) {
    AtomicReference<String> waitsFor = new AtomicReference<>("");
    return SystemPacer.INSTANCE.await(
        Subject.of("Open vSwitch", database.name()),
        "what a wait-until waits for",
        deadline.minus(SystemPacer.INSTANCE.elapsed()),
        () -> {
          try {
            return Optional.of(plan(database));
          } catch (NotYetException e) {
            waitsFor.set(e.subject() + ": " + e.problem());
            return Optional.empty();
          }
        },
        waitsFor::get);
  }

  /** Whether the transaction failed for what another client did meanwhile. */
  private static boolean overtaken(OvsdbException e, List<Operation> last, List<Operation> next) {
    return switch (e.kind()) {
      case TIMED_OUT -> true;
      case CONSTRAINT_VIOLATION, REFERENTIAL_INTEGRITY_VIOLATION -> !next.equals(last);
      default -> false;
    };
  }

  /** The script, one call of ovs-vsctl a line, such as {@link #parse} reads as the same. */
  @Override
  public String toString() {
    return invocations.stream().map(Invocation::toString).collect(joining("\n"));
  }
}
