package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Firmware;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.storage.StorageVolume;
import io.kvmsdk.storage.VolumeFormat;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a golden image is to be made; nothing is done before {@link #publish} or the plan's apply.
 *
 * <pre>{@code
 * Golden debian =
 *     Provision.on(kvm).golden("debian").from(kvm.domains().get("debian.original")).publish();
 * debian.spawn("frontend", d -> d.memory(gib(2)).vcpus(2));
 * }</pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class GoldenPublication {
  private final Hypervisor kvm;
  private final String name;
  private Optional<Supplier<GoldenSource.Found>> source = Optional.empty();
  private String pool = Provision.DEFAULT_POOL;
  private Generalize generalize = Generalize.AUTO;
  private Optional<String> os = Optional.empty();
  private Optional<Firmware> firmware = Optional.empty();
  private Clock clock = Clock.systemUTC();
  private String sysprep = Sysprep.PROGRAM;

  GoldenPublication(Hypervisor kvm, String name) {
    this.kvm = kvm;
    this.name = name;
  }

  /** The first disk of a domain that is shut off, with all that lies below it. */
  public GoldenPublication from(Domain domain) {
    source = Optional.of(() -> DomainDisks.golden(kvm, domain));
    return this;
  }

  /** A volume that nothing writes to meanwhile, with all that lies below it. */
  public GoldenPublication from(StorageVolume volume) {
    source =
        Optional.of(() -> new GoldenSource.Found(GoldenSource.Volume.of(volume), Optional.empty()));
    return this;
  }

  /** A local qcow2 image that stands alone. */
  public GoldenPublication from(Path file) {
    return from(file, VolumeFormat.QCOW2);
  }

  /** A local image that stands alone. */
  public GoldenPublication from(Path file, VolumeFormat format) {
    source =
        Optional.of(
            () -> new GoldenSource.Found(new GoldenSource.File(file, format), Optional.empty()));
    return this;
  }

  /** Where it is published; {@code default} unless told otherwise. */
  public GoldenPublication pool(String newPool) {
    pool = Objects.requireNonNull(newPool);
    return this;
  }

  /** {@link Generalize#AUTO} unless told otherwise. */
  public GoldenPublication generalize(Generalize how) {
    generalize = Objects.requireNonNull(how);
    return this;
  }

  /** What is installed in it, in words of yours; one line. */
  public GoldenPublication os(String newOs) {
    os = Optional.of(newOs);
    return this;
  }

  /** What it boots by; from a domain, it is that one's unless told otherwise. */
  public GoldenPublication firmware(Firmware newFirmware) {
    firmware = Optional.of(newFirmware);
    return this;
  }

  /** Where the date of publication comes from. */
  public GoldenPublication clock(Clock newClock) {
    clock = Objects.requireNonNull(newClock);
    return this;
  }

  /** For tests: what stands in for virt-sysprep. */
  GoldenPublication sysprep(String program) {
    sysprep = program;
    return this;
  }

  /**
   * Looks at the source and the pool, and changes nothing.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name is taken
   * @throws io.kvmsdk.error.ConflictException if the source runs, or a file lies over another one
   * @throws io.kvmsdk.error.UnsupportedException if virt-sysprep was asked for, and cannot be had
   */
  public Plan<Golden> plan() {
    GoldenSource.Found found =
        source
            .orElseThrow(
                () ->
                    InvalidSpecException.of(
                        Subject.of("golden image", name), "from what to make it was not said"))
            .get();
    return new GoldenFlow(kvm, pool, draft(found), found.source(), clock, sysprep, generalize)
        .plan();
  }

  private GoldenInfo draft(GoldenSource.Found found) {
    return GoldenInfo.builder()
        .name(name)
        .format(found.source().format())
        .sha256("0".repeat(64))
        .size(io.kvmsdk.value.ByteSize.ZERO)
        .source(found.source().description())
        .created(clock.instant())
        .os(os)
        .firmware(firmware.or(found::firmware))
        .generalized(Generalize.NONE)
        .build();
  }

  /** Plans and applies, within an hour. */
  public Golden publish() {
    return publish(ProgressListener.NONE);
  }

  /** Plans and applies, within an hour. */
  public Golden publish(ProgressListener listener) {
    return plan().apply(listener);
  }
}
