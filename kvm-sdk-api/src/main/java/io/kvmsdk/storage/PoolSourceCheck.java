package io.kvmsdk.storage;

import io.kvmsdk.internal.spec.Validation;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What libvirt's schema asks of a pool's source. */
final class PoolSourceCheck {
  private static final Set<String> FILE_SYSTEMS =
      Set.of(
          "auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+",
          "xfs", "ocfs2", "vmfs");
  private static final Set<String> LABELS =
      Set.of("unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2");

  /** A name in DNS, or an address of IPv4 or IPv6. */
  private static final Pattern HOST =
      Pattern.compile("[a-zA-Z0-9.-]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private static final Pattern IQN =
      Pattern.compile("iqn\\.[0-9]{4}-(0[1-9]|1[0-2])\\.[a-zA-Z0-9.\\-]+(:.+)?");

  /** lvm(8): what a volume group can be called. */
  private static final Pattern VOLUME_GROUP =
      Pattern.compile("[a-zA-Z0-9+_.][a-zA-Z0-9+_.-]{0,126}");

  private final Validation validation;

  PoolSourceCheck(Validation validation) {
    this.validation = validation;
  }

  void check(PoolSource source) {
    if (source instanceof PoolSource.Fs fs) {
      device(fs.device());
      oneOf("format", fs.format(), FILE_SYSTEMS);
    } else if (source instanceof PoolSource.Netfs netfs) {
      host(netfs.host());
      absolute("export", netfs.export());
    } else if (source instanceof PoolSource.Logical logical) {
      matches("volumeGroup", logical.volumeGroup(), VOLUME_GROUP, "a name that LVM takes");
      logical.devices().forEach(this::device);
    } else if (source instanceof PoolSource.Disk disk) {
      device(disk.device());
      oneOf("label", disk.label(), LABELS);
    } else if (source instanceof PoolSource.Iscsi iscsi) {
      host(iscsi.host());
      matches("iqn", iscsi.iqn(), IQN, "as iqn.2010-05.com.example:disks");
    } else if (source instanceof PoolSource.Rbd rbd) {
      rbd(rbd);
    }
  }

  private void rbd(PoolSource.Rbd rbd) {
    validation
        .require(!rbd.pool().isBlank(), "the name of the Ceph pool must not be empty")
        .text("pool", rbd.pool())
        .require(!rbd.monitors().isEmpty(), "there must be at least one monitor");
    for (PoolSource.Monitor monitor : rbd.monitors()) {
      host(monitor.host());
      OptionalInt port = monitor.port();
      validation.require(
          port.isEmpty() || (port.getAsInt() > 0 && port.getAsInt() <= 65_535),
          "a monitor's port must be from 1 to 65535");
    }
    rbd.auth()
        .ifPresent(
            auth ->
                validation
                    .require(!auth.username().isBlank(), "the Ceph user's name must not be empty")
                    .text("username", auth.username()));
  }

  private void host(String host) {
    matches("host", host, HOST, "a name in DNS or an IP address");
  }

  private void device(String path) {
    absolute("device", path);
    validation.require(!path.equals("/"), "device must not be a folder");
  }

  private void absolute(String attribute, String path) {
    validation
        .require(path.startsWith("/"), attribute + " must be an absolute path, not '" + path + "'")
        .text(attribute, path);
  }

  private void oneOf(String attribute, String value, Set<String> known) {
    validation.require(
        known.contains(value),
        attribute
            + " must be one of "
            + known.stream().sorted().toList()
            + ", not '"
            + value
            + "'");
  }

  private void matches(String attribute, String value, Pattern pattern, String what) {
    validation.require(
        pattern.matcher(value).matches(), attribute + " must be " + what + ", not '" + value + "'");
  }
}
