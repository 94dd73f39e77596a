package io.kvmsdk.ovs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest that pings another twenty times a second, for a while. */
final class Pings implements AutoCloseable {
  private static final Pattern ANSWER =
      Pattern.compile("\\[(\\d+)\\.(\\d{6})] \\d+ bytes from .* icmp_seq=(\\d+) .*");

  private final Process ping;

  private Pings(Process ping) {
    this.ping = ping;
  }

  static Pings start(SwitchHost.Guest guest, String address, Duration time) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", guest.namespace()));
    command.addAll(List.of("ping", "-D", "-n", "-i", "0.05", "-w", "" + time.toSeconds(), address));
    return new Pings(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /**
   * A time between two answers.
   *
   * @param lost how many pings between them got none
   */
  record Gap(Duration time, int lost) {
    @Override
    public String toString() {
      return time.toMillis() + " ms (" + lost + " lost)";
    }
  }

  /** Where answers are missing, once all are sent and some were answered again. */
  List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    Duration last = null;
    int lastNumber = 0;
    for (String line : ping.inputReader().lines().toList()) {
      Matcher answer = ANSWER.matcher(line);
      if (answer.matches()) {
        Duration now =
            Duration.ofSeconds(Long.parseLong(answer.group(1)))
                .plusNanos(Long.parseLong(answer.group(2)) * 1000);
        int number = Integer.parseInt(answer.group(3));
        if (last != null && number > lastNumber + 1) {
          gaps.add(new Gap(now.minus(last), number - lastNumber - 1));
        }
        last = now;
        lastNumber = number;
      }
    }
    return gaps;
  }

  @Override
  public void close() {
    ping.destroy();
  }
}
