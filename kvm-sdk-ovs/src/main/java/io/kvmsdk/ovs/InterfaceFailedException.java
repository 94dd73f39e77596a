package io.kvmsdk.ovs;

import static java.util.stream.Collectors.joining;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.io.Serializable;
import java.util.List;

/** The database took a change, but ovs-vswitchd cannot make an interface of it. */
public class InterfaceFailedException extends KvmException {
  private static final long serialVersionUID = 1L;

  private final List<Failure> failures;

  /**
   * What is wrong with one interface.
   *
   * @param error ovs-vswitchd's own words (Interface, {@code error}), or that its MTU is not as
   *     wanted; empty where it has none
   */
  public record Failure(String name, String error) implements Serializable {
    @Override
    public String toString() {
      return name
          + ": "
          + (error.isEmpty() ? "it got no port number, and no reason is given" : error);
    }
  }

  public InterfaceFailedException(Subject subject, List<Failure> failures) {
    super(
        subject,
        "ovs-vswitchd refuses " + failures.stream().map(Failure::toString).collect(joining("; ")),
        remedy(failures));
    this.failures = List.copyOf(failures);
  }

  private static String remedy(List<Failure> failures) {
    if (failures.stream().anyMatch(f -> f.error().startsWith("No usable peer"))) {
      return "Make both ends of a patch cable in one call, each the other's peer";
    }
    return failures.stream().allMatch(f -> f.error().isEmpty())
        ? "Its log may tell more; without the kernel's module openvswitch a bridge needs the datapath"
            + " type netdev"
        : "";
  }

  /** Every interface of the change that failed. */
  public final List<Failure> failures() {
    return failures;
  }
}
