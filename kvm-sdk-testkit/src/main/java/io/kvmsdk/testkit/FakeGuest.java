package io.kvmsdk.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a guest does on a fake host. It boots from the first device in its boot order that has
 * something to boot: a CD-ROM with a medium is an installer, which fills the first disk and then
 * powers off; a disk boots once anything was written to it, or to an image below it. With nothing
 * to boot it just runs, and hears no shutdown.
 *
 * <pre>{@code
 * FakeHypervisor.builder().guest("web", FakeGuest.builder().noLease().build())
 * }</pre>
 */
public final class FakeGuest {
  /** How an installation ends. */
  public enum InstallEnd {
    POWER_OFF,
    REBOOT,
    CRASH,
    /** The installer stops and waits for a person. */
    HANG
  }

  private final Duration installTime;
  private final InstallEnd installEnd;
  private final Optional<Duration> leaseAfter;
  private final Optional<Duration> agentAfter;
  private final Optional<Duration> shutdownTime;
  private final Optional<Duration> crashAfter;
  private final boolean releasesDevices;
  private final Optional<Duration> refusesDevices;
  private final Optional<Cidr> address;
  private final String console;
  private final Screenshot screen;
  private final Optional<FakeAgent> agent;
  private final Optional<UnaryOperator<String>> monitor;
  private final Map<Duration, String> later;
  private final Map<String, UnaryOperator<byte[]>> replies;

  private FakeGuest(Builder builder) {
    installTime = builder.installTime;
    installEnd = builder.installEnd;
    leaseAfter = Optional.ofNullable(builder.leaseAfter);
    agentAfter = Optional.ofNullable(builder.agentAfter);
    shutdownTime = Optional.ofNullable(builder.shutdownTime);
    crashAfter = Optional.ofNullable(builder.crashAfter);
    releasesDevices = builder.releasesDevices;
    refusesDevices = Optional.ofNullable(builder.refusesDevices);
    address = Optional.ofNullable(builder.address);
    console = builder.console;
    screen = builder.screen;
    agent = Optional.ofNullable(builder.agent);
    monitor = Optional.ofNullable(builder.monitor);
    later = Map.copyOf(builder.later);
    replies = Map.copyOf(builder.replies);
  }

  /** A guest that installs, boots, gets a lease, answers as an agent, and shuts down when asked. */
  public static FakeGuest working() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  Duration installTime() {
    return installTime;
  }

  InstallEnd installEnd() {
    return installEnd;
  }

  Optional<Duration> leaseAfter() {
    return leaseAfter;
  }

  Optional<Duration> agentAfter() {
    return agentAfter;
  }

  Optional<Duration> shutdownTime() {
    return shutdownTime;
  }

  Optional<Duration> crashAfter() {
    return crashAfter;
  }

  boolean releasesDevices() {
    return releasesDevices;
  }

  Optional<Duration> refusesDevices() {
    return refusesDevices;
  }

  Optional<Cidr> address() {
    return address;
  }

  String console() {
    return console;
  }

  /** What it writes to its console later on, and when. */
  Map<Duration, String> later() {
    return later;
  }

  /** What it gives back on {@code port} for bytes that it gets there. */
  byte[] reply(String port, byte[] bytes) {
    return replies.getOrDefault(port, none -> new byte[0]).apply(bytes);
  }

  /** Empty for one of the guest's own, as nobody has seen it before. */
  Optional<FakeAgent> agent() {
    return agent;
  }

  Screenshot screen() {
    return screen;
  }

  Optional<UnaryOperator<String>> monitor() {
    return monitor;
  }

  /** Scripts a {@link FakeGuest}; all durations count in the fake clock's time, from the boot. */
  public static final class Builder {
    private Duration installTime = Duration.ofMinutes(5);
    private InstallEnd installEnd = InstallEnd.POWER_OFF;
    private Duration leaseAfter = Duration.ofSeconds(8);
    private Duration agentAfter = Duration.ofSeconds(15);
    private Duration shutdownTime = Duration.ofSeconds(3);
    private Duration crashAfter;
    private boolean releasesDevices = true;
    private Duration refusesDevices;
    private Cidr address;
    private UnaryOperator<String> monitor;
    private String console = "";
    private Screenshot screen = black(720, 400);
    private FakeAgent agent;
    private final Map<Duration, String> later = new HashMap<>();
    private final Map<String, UnaryOperator<byte[]>> replies = new HashMap<>();

    private Builder() {}

    /** 5 minutes by default. */
    public Builder installTime(Duration time) {
      installTime = Objects.requireNonNull(time);
      return this;
    }

    /** {@link InstallEnd#POWER_OFF} by default. */
    public Builder installEnd(InstallEnd end) {
      installEnd = Objects.requireNonNull(end);
      return this;
    }

    /** When each interface on a network with DHCP gets its lease; 8 seconds by default. */
    public Builder leaseAfter(Duration time) {
      leaseAfter = Objects.requireNonNull(time);
      return this;
    }

    /** Never asks for a lease. */
    public Builder noLease() {
      leaseAfter = null;
      return this;
    }

    /** When the guest agent of an installed guest answers; 15 seconds by default. */
    public Builder agentAfter(Duration time) {
      agentAfter = Objects.requireNonNull(time);
      return this;
    }

    /** Has no guest agent. */
    public Builder noAgent() {
      agentAfter = null;
      return this;
    }

    /** An address that the guest gives itself, on interfaces that get no lease. */
    public Builder address(Cidr own) {
      address = Objects.requireNonNull(own);
      return this;
    }

    /** How long powering off and rebooting take once asked for; 3 seconds by default. */
    public Builder shutdownTime(Duration time) {
      shutdownTime = Objects.requireNonNull(time);
      return this;
    }

    /** Hears no shutdown and no reboot. */
    public Builder neverShutsDown() {
      shutdownTime = null;
      return this;
    }

    /** Lets go of no device, and no processor, that is to be unplugged. */
    public Builder keepsDevices() {
      releasesDevices = false;
      return this;
    }

    /** Says no where a device is to be unplugged. */
    public Builder refusesDevices() {
      return refusesDevices(Duration.ZERO);
    }

    /** Says no that long after it was asked to let go of a device. */
    public Builder refusesDevices(Duration time) {
      refusesDevices = Objects.requireNonNull(time);
      return this;
    }

    /** Crashes that long after each boot, from whatever it boots. */
    public Builder crashAfter(Duration time) {
      crashAfter = Objects.requireNonNull(time);
      return this;
    }

    /** What the guest writes to its console at each boot. */
    public Builder console(String text) {
      console = Objects.requireNonNull(text);
      return this;
    }

    /** What it writes to its console that long after each boot. */
    public Builder consoleAfter(Duration time, String text) {
      later.merge(time, text, String::concat);
      return this;
    }

    /**
     * What it writes to its console for each line that it gets there; a line ends with a carriage
     * return or a line feed, which is not part of it. By default it writes nothing.
     */
    public Builder consoleReply(UnaryOperator<String> reply) {
      return channelReply(FakePorts.CONSOLE, new LineReply(reply));
    }

    /** What it writes to the channel {@code name}, or console, for bytes that it gets there. */
    public Builder channelReply(String name, UnaryOperator<byte[]> reply) {
      replies.put(name, Objects.requireNonNull(reply));
      return this;
    }

    /** The agent that answers from the time of {@link #agentAfter} on; by default a new one. */
    public Builder agent(FakeAgent answering) {
      agent = Objects.requireNonNull(answering);
      return this;
    }

    /**
     * What its QEMU answers to a command, in either of QEMU's languages; by default there is no
     * QEMU to ask.
     */
    public Builder monitor(UnaryOperator<String> answers) {
      monitor = Objects.requireNonNull(answers);
      return this;
    }

    /** What its screen shows; by default nothing, in black, of 720 by 400 pixels. */
    public Builder screen(Screenshot shown) {
      screen = Objects.requireNonNull(shown);
      return this;
    }

    private static Screenshot black(int width, int height) {
      byte[] head = "P6\n%d %d\n255\n".formatted(width, height).getBytes(US_ASCII);
      return Screenshot.of(Screenshot.PPM, Arrays.copyOf(head, head.length + 3 * width * height));
    }

    public FakeGuest build() {
      return new FakeGuest(this);
    }
  }
}
