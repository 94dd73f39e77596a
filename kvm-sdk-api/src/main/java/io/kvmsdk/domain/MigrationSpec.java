package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.value.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.immutables.value.Value;

/**
 * How a domain is moved to another host. By default it moves as a whole, and runs all the while.
 */
@Value.Immutable
@SpecStyle
public abstract class MigrationSpec {
  MigrationSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  @Value.Default
  public MigrationRoute route() {
    return MigrationRoute.DIRECT;
  }

  @Value.Default
  public MigrationDisks disks() {
    return MigrationDisks.SHARED;
  }

  /** The disks that are copied, as {@code vda}; all that are written to where it is empty. */
  public abstract List<String> copiedDisks();

  /**
   * Whether the guest runs while it is moved; else it stands still. Of one that is off, nothing.
   */
  @Value.Default
  public boolean live() {
    return true;
  }

  /** Whether the source forgets the domain; else it is defined there still, and off. */
  @Value.Default
  public boolean undefineSource() {
    return true;
  }

  /** Whether the destination defines it; else it is gone once it ends. */
  @Value.Default
  public boolean persistDestination() {
    return true;
  }

  /** Another name for it on the destination. */
  public abstract Optional<String> name();

  /** Its document on the destination, with other networks or paths, but the same for the guest. */
  public abstract Optional<String> xml();

  /** What is defined on the destination; what {@link #xml} says, where it is empty. */
  public abstract Optional<String> persistentXml();

  /**
   * How the source's daemon reaches the destination's, for routes that are not DIRECT; as this
   * process does, where it is empty.
   */
  public abstract Optional<URI> destinationUri();

  /** Where the source's QEMU sends to, as {@code tcp://10.0.0.2}; by default to the host's name. */
  public abstract Optional<URI> dataUri();

  /** The destination's address on which its QEMU listens meanwhile; all by default. */
  public abstract Optional<String> listenAddress();

  /** The destination's port for disks that are copied; libvirt picks one where it is empty. */
  public abstract OptionalInt diskPort();

  /** What viewers of the guest's screen are told to connect to, as {@code spice://10.0.0.2}. */
  public abstract Optional<URI> graphicsUri();

  /** How much is sent in a second, at most; whole MiB. */
  public abstract Optional<ByteSize> bandwidth();

  /** For how long the guest may stand still at the end; QEMU's default is 300 ms. */
  public abstract Optional<Duration> maxDowntime();

  /** Slows the guest down while it writes faster than can be copied. */
  @Value.Default
  public boolean autoConverge() {
    return false;
  }

  /**
   * Whether the guest may change hosts before all of its memory has, and have the rest fetched on
   * demand, once {@link MigrationControl#startPostCopy} says so; from then on it is lost if either
   * host is. Needs {@code userfaultfd} on the destination.
   */
  @Value.Default
  public boolean postCopy() {
    return postCopyAfter().isPresent();
  }

  /** After how long that is said unasked. */
  public abstract Optional<Duration> postCopyAfter();

  /** How many connections carry the memory. */
  public abstract OptionalInt parallelConnections();

  /**
   * How memory is compressed, in libvirt's words: {@code xbzrle} sends differences, {@code mt} zips
   * in threads, {@code zstd} (libvirt 9.1) the {@link #parallelConnections}.
   */
  public abstract List<String> compression();

  /**
   * Encrypts what the QEMUs send; both hosts need certificates, in the folder that their {@code
   * qemu.conf} names as {@code migrate_tls_x509_cert_dir}.
   */
  @Value.Default
  public boolean tls() {
    return tlsDestination().isPresent();
  }

  /** The name in the destination's certificate, where it is not the one in {@link #dataUri}. */
  public abstract Optional<String> tlsDestination();

  /** Goes on although the disks' cache mode may lose data. libvirt: {@code VIR_MIGRATE_UNSAFE}. */
  @Value.Default
  public boolean unsafe() {
    return false;
  }

  @Value.Check
  void check() {
    boolean copies = disks() != MigrationDisks.SHARED;
    Validation.of("migration", name().orElse(""))
        .require(copies || copiedDisks().isEmpty(), "copiedDisks needs disks that are copied")
        .require(copies || diskPort().isEmpty(), "diskPort needs disks that are copied")
        .require(!copies || route() != MigrationRoute.TUNNELLED, "a tunnel does not copy any disks")
        .require(
            destinationUri().isEmpty() || route() != MigrationRoute.DIRECT,
            "destinationUri is for routes from daemon to daemon")
        .require(
            postCopy() || postCopyAfter().isEmpty(), "postCopyAfter does not go without postCopy")
        .require(tls() || tlsDestination().isEmpty(), "tlsDestination does not go without tls")
        .require(
            !tls() || route() != MigrationRoute.TUNNELLED,
            "a tunnel is as safe as the daemons' connection: tls is for other routes")
        .require(
            dataUri().isEmpty() || route() != MigrationRoute.TUNNELLED,
            "a tunnel has no dataUri: all goes to destinationUri")
        .require(
            parallelConnections().isEmpty() || route() != MigrationRoute.TUNNELLED,
            "a tunnel is one connection: parallelConnections is for other routes")
        .require(
            persistDestination() || persistentXml().isEmpty(),
            "persistentXml does not go without persistDestination")
        .require(undefineSource() ? persistDestination() : true, "the domain would be nowhere")
        .require(
            bandwidth().map(b -> b.bytes() >= ByteSize.mib(1).bytes()).orElse(true),
            "bandwidth must be 1 MiB or more")
        .require(positive(maxDowntime()), "maxDowntime must be positive")
        .require(positive(postCopyAfter()), "postCopyAfter must be positive")
        .require(parallelConnections().orElse(1) > 0, "parallelConnections must be positive")
        .orThrow();
  }

  private static boolean positive(Optional<Duration> time) {
    return time.map(t -> t.toMillis() > 0).orElse(true);
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MigrationSpec}. */
  public static final class Builder extends ImmutableMigrationSpec.Builder {
    Builder() {}
  }
}
