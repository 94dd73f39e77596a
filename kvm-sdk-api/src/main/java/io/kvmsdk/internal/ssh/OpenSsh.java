package io.kvmsdk.internal.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The system's OpenSSH client, with the keys, known hosts and jump hosts of its user. */
public final class OpenSsh {
  /** What to do where {@link #isRefusal} holds. */
  public static final String REMEDY =
      "Log in once by hand: ssh must know the host, and have a key that needs no word";

  /** Neither a word that ssh takes for an option, nor one that a shell takes for more than one. */
  private static final Pattern DESTINATION =
      Pattern.compile(
          "((?!-)[^@:/\\s\\p{Cntrl}'\"`$\\\\;&<>|(){}]+@)?"
              + "((?!-)[^@:/\\s\\p{Cntrl}'\"`$\\\\;&<>|(){}\\[\\]]+|\\[[\\w.:%]+])(:\\d{1,5})?");

  private OpenSsh() {}

  /** Whether it is {@code host}, {@code user@host} or {@code user@host:port}, IPv6 in brackets. */
  public static boolean isDestination(String text) {
    return DESTINATION.matcher(text).matches();
  }

  /**
   * A call of ssh that asks nobody, needs no terminal, and leaves no connection open.
   *
   * @param ssh the program and options of the user's
   * @param options each as {@code Name=value}
   */
  public static List<String> command(List<String> ssh, String... options) {
    List<String> command = new ArrayList<>(ssh);
    command.add("-T");
    for (String option : List.of("BatchMode=yes", "ControlMaster=no", "RemoteCommand=none")) {
      command.addAll(List.of("-o", option));
    }
    for (String option : options) {
      command.addAll(List.of("-o", option));
    }
    return command;
  }

  /**
   * Whether one side does not trust the other; ssh's words do not depend on the language.
   *
   * @param said what it wrote to its standard error
   */
  public static boolean isRefusal(String said) {
    return said.contains("Permission denied (") || said.contains("Host key verification failed");
  }
}
