package io.kvmsdk.examples.kvm;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what is on a host. */
@Command(name = "list", description = "Lists the domains of a host, with their leased addresses.")
final class ListDomains implements Runnable {
  private static final String ROW = "%-20s %-10s %8s %6s  %s%n";

  @Mixin private Connection connection;
  @Spec private CommandSpec command;

  @Override
  public void run() {
    try (Hypervisor kvm = connection.open()) {
      print(kvm.domains().list().stream(), command.commandLine().getOut());
    }
  }

  /** One row for each of {@code domains}, by name. */
  static void print(Stream<Domain> domains, PrintWriter out) {
    out.printf(ROW, "NAME", "STATE", "MEMORY", "VCPUS", "ADDRESS");
    domains.sorted(Comparator.comparing(Domain::name)).forEach(domain -> print(domain, out));
  }

  private static void print(Domain domain, PrintWriter out) {
    try {
      DomainSpec spec = domain.spec();
      String state = domain.state().name().toLowerCase(Locale.ROOT);
      String memory = Text.size(spec.memory());
      out.printf(ROW, spec.name(), state, memory, spec.vcpus(), addresses(domain));
    } catch (NotFoundException goneMeanwhile) {
      return;
    }
  }

  private static String addresses(Domain domain) {
    try {
      return domain.leases().stream()
          .map(lease -> lease.ip().address().getHostAddress())
          .distinct()
          .collect(Collectors.joining(" "));
    } catch (UnsupportedException noLeasesHere) {
      return "";
    }
  }
}
