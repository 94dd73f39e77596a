package io.kvmsdk.ovs;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.host.HostShell;
import java.time.Duration;
import java.util.List;

/**
 * What takes a change back on the host by itself: a process there that sleeps, belongs to nobody's
 * session, and then does one transaction. systemd runs it, where it is there, since it may kill
 * what a session leaves behind.
 */
record RevertTimer(HostShell shell, String server, String token) {
  /**
   * Its arguments are server, token, seconds, and what says that the change would come too late
   * from now on; its standard input are lines with a transaction, and another where that fails.
   */
  private static final String ARM =
      """
      set -eu
      server=$1 token=$2 seconds=$3 expire=$4
      umask 077
      ovsdb-client list-dbs "$server" > /dev/null
      for base in /run /tmp; do
        dir=$base/kvmsdk-revert-$token
        if mkdir "$dir" 2> /dev/null; then break; fi
        dir=
      done
      [ -n "$dir" ]
      IFS= read -r transaction
      printf '%s\\n' "$transaction" > "$dir/transaction"
      cat > "$dir/otherwise"
      cat > "$dir/revert" <<'END'
      echo $$ > "$1/pid"
      sleep "$3"
      tries=0
      while [ -e "$1/transaction" ] && [ $tries -lt 600 ]; do
        ovsdb-client transact "$2" "$4" > /dev/null 2>&1 &&
          ovsdb-client transact "$2" "$(cat "$1/transaction")" > /dev/null 2>&1 &&
          ovsdb-client transact "$2" "$(cat "$1/otherwise")" > /dev/null 2>&1 && break
        tries=$((tries + 1))
        sleep 1
      done
      rm -rf "$1"
      END
      set -- sh "$dir/revert" "$dir" "$server" "$seconds" "$expire"
      if ! { [ -d /run/systemd/system ] && systemd-run --quiet --collect \\
          --unit="kvmsdk-revert-$token" "$@" > /dev/null 2>&1; }; then
        setsid "$@" < /dev/null > /dev/null 2>&1 &
      fi
      until pid=$(cat "$dir/pid" 2> /dev/null) && [ -n "$pid" ] || [ ! -d "$dir" ]; do
        sleep 0.01
      done
      # It has gone, with its folder, if the window has passed already.
      kill -0 "$pid" 2> /dev/null || [ ! -d "$dir" ]
      echo armed
      """;

  private static final String DISARM =
      """
      for dir in "/run/kvmsdk-revert-$1" "/tmp/kvmsdk-revert-$1"; do
        if [ -s "$dir/pid" ]; then
          kill -- "-$(cat "$dir/pid")" 2> /dev/null
        fi
        rm -rf "$dir"
      done
      """;

  /**
   * Returns once the host's clock runs.
   *
   * @param transactions of which each does nothing once another was done
   * @param expire what is done before them; then they have nothing to do
   */
  void arm(List<String> transactions, String expire, Duration window) {
    long seconds = window.plusMillis(999).toSeconds();
    String answer =
        shell.script(
            ARM, String.join("\n", transactions), server, token, String.valueOf(seconds), expire);
    if (!answer.strip().endsWith("armed")) {
      throw new KvmException(
          Subject.of("switch", server), "the host does not say that it will revert", "");
    }
  }

  /** Once the token is gone, what sleeps there would do nothing: that it does is no failure. */
  void disarm() {
    try {
      shell.script(DISARM, "", token);
    } catch (KvmException harmless) {
      System.getLogger(RevertTimer.class.getName())
          .log(System.Logger.Level.DEBUG, "A revert sleeps on, and will do nothing", harmless);
    }
  }
}
