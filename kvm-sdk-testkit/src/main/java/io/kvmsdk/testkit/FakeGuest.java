package io.kvmsdk.testkit;

import io.kvmsdk.value.Cidr;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

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
  private final Optional<Cidr> address;
  private final String console;

  private FakeGuest(Builder builder) {
    installTime = builder.installTime;
    installEnd = builder.installEnd;
    leaseAfter = Optional.ofNullable(builder.leaseAfter);
    agentAfter = Optional.ofNullable(builder.agentAfter);
    shutdownTime = Optional.ofNullable(builder.shutdownTime);
    crashAfter = Optional.ofNullable(builder.crashAfter);
    address = Optional.ofNullable(builder.address);
    console = builder.console;
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

  Optional<Cidr> address() {
    return address;
  }

  String console() {
    return console;
  }

  /** Scripts a {@link FakeGuest}; all durations count in the fake clock's time, from the boot. */
  public static final class Builder {
    private Duration installTime = Duration.ofMinutes(5);
    private InstallEnd installEnd = InstallEnd.POWER_OFF;
    private Duration leaseAfter = Duration.ofSeconds(8);
    private Duration agentAfter = Duration.ofSeconds(15);
    private Duration shutdownTime = Duration.ofSeconds(3);
    private Duration crashAfter;
    private Cidr address;
    private String console = "";

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

    public FakeGuest build() {
      return new FakeGuest(this);
    }
  }
}
