package io.kvmsdk.host;

import io.kvmsdk.domain.ExecResult;
import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.internal.ssh.OpenSsh;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs programs on a host, for what neither libvirt nor OVSDB can do: to arm a revert that works
 * with every link down, or to ask IPsec's daemons. Applications with a connection to the host of
 * their own implement it over that; {@code toString} should name the host.
 *
 * <pre>{@code
 * HostShell kvm1 = HostShell.ssh("root@kvm1");
 * String addresses = kvm1.run("ip", "-json", "address");
 * kvm1.script("cat > \"$1\"", secret, "/etc/kvm.key");
 * }</pre>
 */
@FunctionalInterface
public interface HostShell {
  /**
   * Runs a program to its end, however it ends; what it leaves running is not waited for, and
   * should write elsewhere. 127 is the exit code of a program that is not there, 128 and more that
   * of one which a signal ended. Of its output, and of its errors, the first 16 MiB are kept. The
   * host's other users may see its arguments and environment, but not its input. At the time-out,
   * or if the calling thread is interrupted, it is killed; so is it on another host whose link is
   * lost, by its time-out.
   *
   * @throws io.kvmsdk.error.TimedOutException if it takes longer than {@link ExecSpec#timeout}
   * @throws io.kvmsdk.error.CancelledException if the calling thread is interrupted
   * @throws io.kvmsdk.error.PermissionDeniedException if the host is not known here, or lets this
   *     user not in
   * @throws io.kvmsdk.error.ConnectionLostException if it cannot be reached, or the link was lost;
   *     then the program may have run
   * @throws io.kvmsdk.error.KvmException if it cannot be run for another reason
   */
  ExecResult exec(ExecSpec program);

  /** As {@link #exec(ExecSpec)}, within a minute; the arguments go through no shell. */
  default ExecResult exec(String... command) {
    return exec(ExecSpec.of(command));
  }

  /** As {@link #exec(ExecSpec)}. */
  default ExecResult exec(Consumer<ExecSpec.Builder> program) {
    ExecSpec.Builder builder = ExecSpec.builder();
    program.accept(builder);
    return exec(builder.build());
  }

  /**
   * What a program writes to its standard output, as UTF-8, if it ends well; the arguments go
   * through no shell.
   *
   * @throws ProgramFailedException if it ends with another exit code than 0
   */
  default String run(String... command) {
    return ProgramFailedException.orThrow(this, command[0], exec(command));
  }

  /**
   * Runs a script of the POSIX shell, {@code sh}, within a minute.
   *
   * @param script without secrets: other users of the host may see it
   * @param input for its standard input; may hold secrets
   * @param arguments its {@code $1}, {@code $2}, …: what varies is no part of the script
   * @return what it wrote to its standard output, as UTF-8
   * @throws ProgramFailedException if it ends with another exit code than 0
   */
  default String script(String script, String input, String... arguments) {
    ExecResult result =
        exec(
            program ->
                program
                    .addCommand("sh", "-c", script, "sh")
                    .addCommand(arguments)
                    .input(input.getBytes(StandardCharsets.UTF_8)));
    return ProgramFailedException.orThrow(this, "a script", result);
  }

  /** This machine. */
  static HostShell local() {
    return new ProcessShell("this host", List.of());
  }

  /**
   * Another machine, by the program {@code ssh} with its user's keys, known hosts and settings;
   * there must be nothing for it to ask. The login shell there must be a POSIX one. A link that is
   * silent for a quarter of a minute counts as lost.
   *
   * @param destination as {@code root@kvm1}, {@code root@kvm1:2222}, or a name that ssh's
   *     configuration knows
   */
  static HostShell ssh(String destination) {
    return ssh(destination, List.of("ssh"));
  }

  /**
   * As {@link #ssh(String)}, by a program or with options of the caller's choice.
   *
   * @param ssh as {@code List.of("ssh", "-i", "kvm.key")}
   */
  static HostShell ssh(String destination, List<String> ssh) {
    if (!OpenSsh.isDestination(destination)) {
      throw new IllegalArgumentException("no destination for ssh: '" + destination + "'");
    }
    return new ProcessShell(destination, ProcessShell.transport(destination, ssh));
  }
}
