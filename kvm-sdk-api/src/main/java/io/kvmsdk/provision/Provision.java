package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.media.Media;
import io.kvmsdk.progress.ProgressListener;
import java.util.function.Consumer;

/**
 * Whole jobs on one host. Each comes as a plan to look at first, and most also as one call that
 * applies it.
 *
 * <pre>{@code
 * Installed web =
 *     Provision.on(kvm).install(
 *         DomainSpec.builder()
 *             .name("web").memory(ByteSize.gib(2)).disk(ByteSize.gib(20)).network("default").build(),
 *         medium);
 * }</pre>
 */
public final class Provision {
  static final String DEFAULT_POOL = "default";

  private final Hypervisor kvm;

  private Provision(Hypervisor kvm) {
    this.kvm = kvm;
  }

  public static Provision on(Hypervisor kvm) {
    return new Provision(kvm);
  }

  /**
   * Plans an installation: makes the networks and pools that are absent, brings the medium's
   * original to the host once, gives this domain its overlay of it and its disks, lets the
   * installer run until the guest powers off or reboots, takes the installer away, boots from the
   * disk and waits for an address. Whatever fails, what the run had made is removed again.
   *
   * @throws io.kvmsdk.error.AlreadyExistsException if the name, or a disk's volume, is taken
   * @throws io.kvmsdk.error.NotFoundException if a network or pool is absent and not among those to
   *     make
   */
  public Plan<Installed> planInstall(InstallSpec spec) {
    return new InstallFlow(kvm, spec).plan();
  }

  /** As {@link #planInstall(InstallSpec)}, with the spec built in place. */
  public Plan<Installed> planInstall(Consumer<InstallSpec.Builder> spec) {
    InstallSpec.Builder builder = InstallSpec.builder();
    spec.accept(builder);
    return planInstall(builder.build());
  }

  /** Installs {@code domain} from {@code media}, within one hour. */
  public Installed install(DomainSpec domain, Media media) {
    return install(domain, media, ProgressListener.NONE);
  }

  /** Installs {@code domain} from {@code media}, within one hour. */
  public Installed install(DomainSpec domain, Media media, ProgressListener listener) {
    return planInstall(InstallSpec.builder().domain(domain).media(media).build()).apply(listener);
  }

  /**
   * Plans to pull a domain's plug, undefine it with its snapshots, managed save and NVRAM and, if
   * so told, delete its own volumes: those that it, or one of its snapshots, writes to and nothing
   * else uses. Others are never touched, whatever they are called. The plan names every image of
   * the domain: those that go, and those that stay with the reason; so looking at it is the dry
   * run. The older tools called this nuke.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such domain
   */
  public Plan<Void> planDelete(String domain, DeletePolicy policy) {
    return new DeleteFlow(kvm).domain(domain, policy);
  }

  /** As {@link #planDelete(String, DeletePolicy)}, with the policy built in place. */
  public Plan<Void> planDelete(String domain, Consumer<DeletePolicy.Builder> policy) {
    DeletePolicy.Builder builder = DeletePolicy.builder();
    policy.accept(builder);
    return planDelete(domain, builder.build());
  }

  /**
   * Plans to make each disk of a domain stand alone, with all that lies below it copied in. Of a
   * domain that runs by {@link io.kvmsdk.domain.DomainDisk#blockPull}. Of one that is off by a new
   * volume beside the old: the definition is changed to it once it is whole, and only then the old
   * one is deleted, unless something else uses it. A file of this machine in no pool is written
   * anew under its own name, by {@link io.kvmsdk.qcow2.Flatten#inPlace}. The older tools called
   * this consolidate.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such domain
   * @throws io.kvmsdk.error.ConflictException if it is off and has snapshots, checkpoints or a
   *     managed save, or an overlay that is neither a volume of an active pool nor a file of this
   *     machine
   */
  public Plan<Void> planConsolidate(String domain) {
    return new ConsolidateFlow(kvm, kvm.domains().get(domain)).plan();
  }

  /** Plans to delete the originals of media that are in {@code pool} and that nothing uses. */
  public Plan<Void> planDeleteUnusedOriginals(String pool) {
    return new DeleteFlow(kvm).unusedOriginals(pool);
  }

  /**
   * Plans a second domain like one that is shut off, with copies of all disks that the guest writes
   * to, and a UUID, MAC addresses and firmware variables of its own; serial numbers of disks are
   * left out. What the guest itself took for its identity is in its disks, and so is copied: a
   * {@link #golden} image is the way to machines that differ. The firmware's variables are copied
   * on this machine; on another one, libvirt makes new ones. virt-clone calls this so, too.
   *
   * @throws io.kvmsdk.error.ConflictException if the domain runs
   * @throws io.kvmsdk.error.AlreadyExistsException if the name, or a disk's volume, is taken
   * @throws io.kvmsdk.error.NotFoundException if there is no such domain, or one of its disks is in
   *     no active pool
   * @throws io.kvmsdk.error.UnsupportedException if it has a disk that a spec has no word for
   */
  public Plan<Domain> planClone(String domain, String newName, CloneKind kind) {
    return new CloneFlow(kvm, kvm.domains().get(domain), newName, kind).plan();
  }

  /** How to make the golden image {@code name}; nothing is done yet. */
  public GoldenPublication golden(String name) {
    return new GoldenPublication(kvm, name);
  }

  /** The golden images of the pool {@code default}. */
  public Goldens goldens() {
    return goldens(DEFAULT_POOL);
  }

  /** The golden images of a pool. */
  public Goldens goldens(String pool) {
    return new Goldens(kvm, pool);
  }
}
