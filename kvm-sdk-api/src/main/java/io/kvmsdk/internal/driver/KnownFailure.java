package io.kvmsdk.internal.driver;

import static io.kvmsdk.internal.driver.FailureType.CONFLICT;
import static io.kvmsdk.internal.driver.FailureType.DENIED;
import static io.kvmsdk.internal.driver.FailureType.EXISTS;
import static io.kvmsdk.internal.driver.FailureType.INVALID;
import static io.kvmsdk.internal.driver.FailureType.LOST;
import static io.kvmsdk.internal.driver.FailureType.NOT_FOUND;
import static io.kvmsdk.internal.driver.FailureType.NO_ROOM;
import static io.kvmsdk.internal.driver.FailureType.TIMED_OUT;
import static io.kvmsdk.internal.driver.FailureType.UNSUPPORTED;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import java.util.Map;

/**
 * What goes wrong most often on a host: how libvirt, QEMU or ssh word it, and what to do about it.
 *
 * <p>libvirt's error numbers are coarse: one stands for all that QEMU says before it dies. So where
 * a number gives no type, the words do; where it does, they add what stood in the way and a remedy.
 * In a row, {@code {file}} stands for a name that the remedy may repeat, and {@code …} for
 * anything. The words are those of a daemon that speaks English, as one that systemd starts does
 * unless told otherwise; of another language they are not known, and the numbers alone decide.
 *
 * <p>The fake host fails in the same types and with the same remedies: see {@link #exception}.
 */
public enum KnownFailure {
  // Images and other files that a domain needs.
  IMAGE_MISSING(
      NOT_FOUND,
      "Cannot access storage file '{file}'…No such file or directory",
      "Create the volume, or correct the disk's source"),
  BACKING_FILE_MISSING(
      NOT_FOUND,
      "Cannot access backing file '{file}' of storage file '{image}'…No such file or directory",
      "Put {file} back, or rebase {image}, which rests on it, with qemu-img rebase -u"),
  IMAGE_DENIED(
      DENIED,
      "Cannot access storage file '{file}' (as uid:{uid}, gid:{gid}): Permission denied",
      "Let the user {uid}, as whom QEMU runs, enter every folder above {file}: chmod o+x, or keep"
          + " images below /var/lib/libvirt/images"),
  BACKING_FILE_DENIED(
      DENIED,
      "Cannot access backing file '{file}' of storage file '{image}'"
          + " (as uid:{uid}, gid:{gid}): Permission denied",
      "Let the user {uid}, as whom QEMU runs, read {file}, on which {image} rests, and enter every"
          + " folder above it"),
  FILE_DENIED_TO_QEMU(
      DENIED,
      "Could not open '{file}': Permission denied",
      "Check the owner and mode of {file}, and that QEMU's user may enter every folder above it; if"
          + " it may, AppArmor or SELinux refuses: the host's kernel log says so (dmesg), and images"
          + " in a storage pool are let through"),
  FILE_MISSING_TO_QEMU(
      NOT_FOUND, "Could not open '{file}': No such file or directory", "Correct the path"),
  OWNER_REFUSED(
      DENIED,
      "unable to set user and group to '{owner}' on '{file}'",
      "Give {file} to QEMU's user by hand: its file system, as NFS with root_squash, lets libvirt"
          + " not"),
  VOLUME_OWNER_REFUSED(
      DENIED,
      "cannot chown {file} to ({uid}, {gid})",
      "Leave the owner of the volume to the pool, or run the daemon as root"),
  VOLUME_DENIED(
      DENIED,
      "Could not create '{file}': Permission denied",
      "Let the host's libvirt daemon write to the pool's folder"),
  BASE_BUSY(
      CONFLICT,
      "Failed to get shared \"write\" lock; Is another process using the image [{file}]?",
      "Stop the guest that writes to {file}: an image that others rest on must not change; clone it"
          + " or make a snapshot instead"),
  IMAGE_LOCKED(
      CONFLICT,
      "lock; Is another process using the image [{file}]?",
      "Stop the guest or program that has {file} open, or give each domain an overlay of its own"),
  FORMAT_WRONG(
      INVALID, "Image is not in {format} format", "Say the disk's real format: see qemu-img info"),
  KERNEL_MISSING(
      NOT_FOUND, "unable to stat: {file}: No such file or directory", "Correct the path"),
  TEMPLATE_MISSING(
      NOT_FOUND,
      "Failed to open file '{file}': No such file or directory",
      "Correct the path, or leave the choice of firmware to the host"),
  EMULATOR_MISSING(
      NOT_FOUND,
      "Cannot check QEMU binary {file}: No such file or directory",
      "Install QEMU (Debian's package qemu-system-x86), or leave the emulator to the host"),
  FIRMWARE_UNKNOWN(
      UNSUPPORTED,
      "unable to find any master var store for loader: {file}",
      "Name the template of its variables too, or leave the choice of firmware to the host"),
  FIRMWARE_MISSING(
      UNSUPPORTED,
      "Unable to find any firmware to satisfy '{firmware}'",
      "Install it (Debian's package ovmf), or ask for less: virsh domcapabilities shows what"
          + " there is"),
  DISK_FULL(
      NO_ROOM, "No space left on device", "Free some space on the host, or take another pool"),
  FOLDER_MISSING(
      NOT_FOUND,
      "Failed to create file '{file}': No such file or directory",
      "Make its folder on the host first, or correct the path"),
  NAME_TOO_LONG(INVALID, "File name too long", "Choose a shorter name: a file's has 255 bytes"),

  // Networks, ports and bridges.
  NETWORK_INACTIVE(
      CONFLICT,
      "network '{network}' is not active",
      "Start the network {network}; with autostart, it starts with the host"),
  NETWORK_MISSING(
      NOT_FOUND,
      "no network with matching name '{network}'",
      "Define the network {network}, or take one that is there"),
  SUBNET_TAKEN(
      CONFLICT,
      "Network is already in use by interface {interface}",
      "Choose addresses that no interface of the host has; {interface} has these"),
  BRIDGE_MISSING(
      NOT_FOUND,
      "Cannot get interface MTU on '{bridge}': No such device",
      "Make the bridge on the host, or correct its name"),
  BRIDGE_NAME_TOO_LONG(
      INVALID,
      "error creating bridge interface {bridge}: Numerical result out of range",
      "Choose a name of at most 15 characters, or leave it to the host"),
  BRIDGE_TAKEN(
      CONFLICT,
      "error creating bridge interface {bridge}: File exists",
      "Choose another name for the bridge, or leave it to the host and define the network anew"),
  DNSMASQ_PORT_BUSY(
      CONFLICT,
      "dnsmasq: failed to create listening socket for {address}: Address already in use",
      "Let the host's own DNS or DHCP server, which holds that port on all interfaces, listen on"
          + " its own alone (bind-interfaces)"),
  SCHEDULER_MISSING(
      UNSUPPORTED,
      "Specified qdisc kind is unknown",
      "Set no bandwidth, or have the host's kernel load sch_htb, sch_sfq and sch_ingress, which"
          + " Debian's cloud kernels lack"),
  DNSMASQ_MISSING(
      UNSUPPORTED,
      "Unable to find 'dnsmasq' binary in $PATH",
      "Install dnsmasq (Debian's package dnsmasq-base)"),
  VNC_PORT_BUSY(
      CONFLICT,
      "-vnc {address}:{display},…Failed to find an available port: Address already in use",
      "Leave the port to the host (autoport): something listens on {address}, display {display},"
          + " which is port {port}"),
  PORT_BUSY(
      CONFLICT,
      "port={port},…Failed to find an available port: Address already in use",
      "Choose another port than {port}, or stop what listens there"),
  PORTS_EXHAUSTED(
      CONFLICT,
      "Unable to find an unused port in range '{range}'",
      "Stop a guest, or widen the range in the host's qemu.conf"),

  // Processors, machines and memory.
  KVM_ABSENT(
      UNSUPPORTED,
      "does not support virt type 'kvm'",
      "Load kvm_intel or kvm_amd, switch virtualization on in the firmware, let QEMU's user open"
          + " /dev/kvm, or choose Accelerator.TCG"),
  KVM_UNUSABLE(
      UNSUPPORTED,
      "failed to initialize kvm",
      "Let QEMU's user open /dev/kvm (group kvm), or choose Accelerator.TCG"),
  KVM_BROKEN(
      UNSUPPORTED,
      "kvm_buf_set_msrs",
      "Choose Accelerator.TCG: this host's KVM, nested or emulated, cannot run guests"),
  CPU_FEATURES_MISSING(
      UNSUPPORTED,
      "Host CPU does not provide required features: {features}",
      "Do not require {features}, or choose the host's own model (host-model)"),
  CPU_MODE_UNSUPPORTED(
      UNSUPPORTED,
      "CPU mode '{mode}' for {arch} qemu domain on",
      "Choose CPU mode maximum: {mode} needs KVM"),
  CPU_UNKNOWN(
      UNSUPPORTED, "Unknown CPU model {model}", "Choose a model that virsh cpu-models lists"),
  CPU_FEATURE_UNKNOWN(
      UNSUPPORTED, "unknown CPU feature: {feature}", "Correct the name of {feature}"),
  MACHINE_UNKNOWN(
      UNSUPPORTED,
      "does not support machine type '{machine}'",
      "Choose a machine type that the host's QEMU has, as q35, which is always its newest"),
  ARCHITECTURE_MISSING(
      UNSUPPORTED,
      "No emulator found for arch '{arch}'",
      "Install QEMU for {arch} on the host (Debian's packages qemu-system-…)"),
  MEMORY_MISSING(
      NO_ROOM,
      "cannot set up guest memory '{memory}': Cannot allocate memory",
      "Give the domain less memory, or stop another one"),
  MEMORY_BEYOND_MOST(
      INVALID,
      "cannot set memory higher than max memory",
      "Raise the most memory first, for the domain's next boot: update(d -> d.memory(…))"),
  VCPUS_BEYOND_MOST(
      INVALID,
      "requested vcpus is greater than max allowable vcpus",
      "Raise the most vCPUs first, for the domain's next boot: update(d -> d.maxVcpus(…))"),
  HUGEPAGES_MISSING(
      UNSUPPORTED,
      "hugetlbfs filesystem is not mounted",
      "Mount hugetlbfs on /dev/hugepages and reserve pages (vm.nr_hugepages), or do without"),

  // Devices.
  TPM_MISSING(
      UNSUPPORTED,
      "TPM version '{version}' is not supported",
      "Install swtpm (Debian's packages swtpm and swtpm-tools)"),
  SLOTS_EXHAUSTED(
      CONFLICT,
      "No more available PCI slots",
      "Add controllers of the model pcie-root-port while the domain is off"),
  HOTPLUG_UNSUPPORTED(
      UNSUPPORTED,
      "Bus '{bus}' does not support hotplugging",
      "Give the domain the machine type q35 and the feature acpi, or change it while it is off"),
  PASSTHROUGH_UNSUPPORTED(
      UNSUPPORTED,
      "host doesn't support passthrough of host PCI devices",
      "Switch the IOMMU on (firmware, and intel_iommu=on for the kernel), and load vfio-pci"),

  // What a domain's state forbids.
  NVRAM_LEFT(
      CONFLICT,
      "cannot undefine domain with nvram",
      "Say what becomes of its UEFI variables: Nvram.REMOVE or KEEP"),
  HISTORY_LEFT(CONFLICT, "inactive domain with {count} {things}", "Delete its {things} first"),
  CHECKPOINTS_IN_THE_WAY(
      UNSUPPORTED,
      "cannot perform block operations while checkpoint exists",
      "Start the domain first, or forget its checkpoints"),
  BITMAPS_IN_THE_WAY(
      CONFLICT,
      "Device has active dirty bitmaps",
      "Delete the domain's checkpoints before it goes back to a snapshot"),
  BITMAP_MISSING(
      CONFLICT,
      "missing or broken bitmap '{checkpoint}' for disk '{disk}'",
      "Forget the checkpoint {checkpoint}, and begin with a full backup"),
  SAVED_STATE_LEFT(
      CONFLICT,
      "Refusing to undefine while domain managed save image exists",
      "Start the domain, or remove its saved state, first"),
  AGENT_UNCONFIGURED(
      UNSUPPORTED,
      "QEMU guest agent is not configured",
      "Give the domain the agent's channel (guestAgent), and start it anew"),
  AGENT_ABSENT(
      CONFLICT,
      "QEMU guest agent is not connected",
      "Install qemu-guest-agent in the guest, and wait until it has started"),
  DEVICE_KEPT(
      CONFLICT,
      "unplug of device was rejected by the guest",
      "Let the guest free the device first: unmount it, or take its memory offline"),
  DOMAIN_BUSY(
      TIMED_OUT,
      "cannot acquire state change lock",
      "Try again: another call works on the domain; one that never ends may be a job to abort"),
  NAME_TAKEN(EXISTS, "already exists with uuid {uuid}", "Choose another name, or remove it first"),

  // Pools, volumes and secrets.
  VOLUME_POOL_INACTIVE(
      CONFLICT,
      "storage pool '{pool}' containing volume '{image}' is not active",
      "Start the pool {pool}; with autostart, it starts with the host"),
  POOL_INACTIVE(
      CONFLICT,
      "storage pool '{pool}' is not active",
      "Start the pool {pool}; with autostart, it starts with the host"),
  POOL_MISSING(
      NOT_FOUND,
      "no storage pool with matching name '{pool}'",
      "Define the pool {pool}, or take one that is there"),
  POOL_FOLDER_MISSING(
      NOT_FOUND,
      "cannot open directory '{file}': No such file or directory",
      "Build the pool, which makes its folder, before it is started"),
  POOL_OVERLAPS(
      CONFLICT,
      "Storage source conflict with pool: '{pool}'",
      "Use the pool {pool}, which has that place already, or another place"),
  POOL_TYPE_MISSING(
      UNSUPPORTED,
      "missing backend for pool type {number} ({type})",
      "Install Debian's package libvirt-daemon-driver-storage-{type} on the host"),
  VOLUME_GROUP_MISSING(
      UNSUPPORTED,
      "cannot find logical volume group name '{group}'",
      "Make the volume group {group} (vgcreate), or correct the name"),
  VOLUME_MISSING(
      NOT_FOUND,
      "no storage vol with matching name '{volume}'",
      "Create the volume, or refresh the pool if it was made by others"),
  VOLUME_BASE_MISSING(
      NOT_FOUND,
      "inaccessible backing store volume {file}: No such file or directory",
      "Correct the path of the base"),
  SECRET_MISSING(
      NOT_FOUND,
      "no secret with matching uuid '{secret}'",
      "Define the secret on this host, and set its value"),
  SECRET_USE_TAKEN(
      EXISTS,
      "already defined for use with {use}",
      "Find the secret that has that use, and set its value, or undefine it"),
  SECRET_HIDDEN(
      DENIED, "secret is private", "Only the host's own programs use it; keep a copy elsewhere"),

  // Connecting.
  READ_ONLY(
      DENIED,
      "read only access prevents {call}",
      "Connect without ConnectOptions.readOnly to change or to see this"),
  SSH_HOST_KEY(
      DENIED,
      "Host key verification failed",
      "Log in once by ssh {host} as this user, and compare the key that it shows; of a host that"
          + " was made anew, forget the old one first: ssh-keygen -R"),
  SSH_DENIED(
      DENIED,
      "Permission denied (publickey",
      "Put this user's public key on the host: ssh-copy-id {host}, or name another: ?keyfile="),
  SSH_MISSING(
      UNSUPPORTED,
      "cannot execute binary {file}: No such file or directory",
      "Install ssh (Debian's package openssh-client), or correct the URI's command="),
  RELAY_MISSING(
      UNSUPPORTED,
      "nc: …not found",
      "Install netcat-openbsd on {host}, or libvirt-daemon there, which has virt-ssh-helper"),
  REMOTE_DAEMON_ABSENT(
      LOST,
      "connect failed: No such file or directory",
      "Start the daemon on {host}: systemctl start libvirtd"),
  REMOTE_SOCKET_DENIED(
      DENIED,
      "connect failed: Permission denied",
      "Add the user to the group libvirt on {host}, or log in there as root"),
  HOST_UNKNOWN(
      LOST, "Could not resolve hostname {name}:", "Correct the host's name, or make it known"),
  HOST_REFUSES(
      LOST,
      "connect to host {name} port {number}: Connection refused",
      "Check that sshd runs on {host}, and on that port"),
  SOCKET_MISSING(
      LOST,
      "Failed to connect socket to '{file}': No such file or directory",
      "Start the daemon: systemctl start libvirtd (Debian's package libvirt-daemon-system)"),
  SOCKET_DENIED(
      DENIED,
      "Failed to connect socket to '{file}': Permission denied",
      "Add this process's user to the group libvirt, and log in again"),
  SOCKET_REFUSES(
      LOST,
      "Failed to connect socket to '{file}': Connection refused",
      "Nothing listens on that socket; systemctl restart libvirtd"),
  PORT_REFUSES(
      LOST,
      "unable to connect to server at '{server}': Connection refused",
      "Let libvirtd listen there (libvirtd-tcp.socket or libvirtd-tls.socket), or use qemu+ssh"),
  CERTIFICATE_MISSING(
      NOT_FOUND,
      "Cannot read CA certificate '{file}': No such file or directory",
      "Install the certificates for TLS, or use qemu+ssh"),
  URI_PATH_WRONG(
      INVALID, "unexpected qemu URI path '{path}'", "Connect to qemu:///system or qemu:///session"),
  URI_HOST_WRONG(
      INVALID,
      "invalid URI {uri} (maybe you want {other})",
      "Connect to {other}: after two slashes comes a host, after three a path of this machine's"),
  DRIVER_MISSING(
      UNSUPPORTED,
      "no connection driver available for {uri}",
      "Correct the URI, or install this libvirt's driver for it (Debian's"
          + " libvirt-daemon-driver-…)");

  private final FailureType type;
  private final Wording words;
  private final String remedy;

  KnownFailure(FailureType type, String words, String remedy) {
    this.type = type;
    this.words = new Wording(words);
    this.remedy = remedy;
  }

  FailureType type() {
    return type;
  }

  Wording words() {
    return words;
  }

  String remedy() {
    return remedy;
  }

  /**
   * This failure of a fake host.
   *
   * @param problem in the fake's own words
   * @param names what the row has blanks for, by name
   */
  public KvmException exception(Subject subject, String problem, Map<String, String> names) {
    return new SeenFailure(this, names).exception(subject, problem, null);
  }
}
