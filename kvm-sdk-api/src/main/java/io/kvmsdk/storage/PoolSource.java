package io.kvmsdk.storage;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Where a pool's volumes come from: the {@code type} and {@code <source>} of libvirt's pool. */
public sealed interface PoolSource {
  /** Files in a folder of the host. */
  static PoolSource dir() {
    return new Dir();
  }

  /** Files on a file system that libvirt mounts from the block device {@code device}. */
  static PoolSource fs(String device) {
    return new Fs(device, "auto");
  }

  /** Files in the folder {@code export} of the NFS server {@code host}, which libvirt mounts. */
  static PoolSource netfs(String host, String export) {
    return new Netfs(host, export);
  }

  /** Logical volumes of an LVM volume group. */
  static PoolSource logical(String volumeGroup, String... devices) {
    return new Logical(volumeGroup, List.of(devices));
  }

  /** Partitions of the disk {@code device}, whose label is a GPT. */
  static PoolSource disk(String device) {
    return new Disk(device, "gpt");
  }

  /** The units of the iSCSI target {@code iqn} at {@code host}; they are listed, never made. */
  static PoolSource iscsi(String host, String iqn) {
    return new Iscsi(host, iqn);
  }

  /** Images in the Ceph pool {@code pool}, without authentication. */
  static Rbd rbd(String pool, Monitor... monitors) {
    return new Rbd(pool, List.of(monitors), Optional.empty());
  }

  StoragePoolType type();

  /** {@code type='dir'}; the pool's target is all there is to say. */
  record Dir() implements PoolSource {
    @Override
    public StoragePoolType type() {
      return StoragePoolType.DIR;
    }
  }

  /**
   * {@code type='fs'}.
   *
   * @param device absolute on the host
   * @param format libvirt's name of the file system, as {@code xfs}; {@code auto} lets mount find
   *     out
   */
  record Fs(String device, String format) implements PoolSource {
    public Fs {
      Objects.requireNonNull(device);
      Objects.requireNonNull(format);
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.FS;
    }
  }

  /**
   * {@code type='netfs'} with NFS.
   *
   * @param host the server's name or address
   * @param export absolute on the server
   */
  record Netfs(String host, String export) implements PoolSource {
    public Netfs {
      Objects.requireNonNull(host);
      Objects.requireNonNull(export);
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.NETFS;
    }
  }

  /**
   * {@code type='logical'}.
   *
   * @param devices the block devices to make the volume group of when the pool is built; none for
   *     one that is there
   */
  record Logical(String volumeGroup, List<String> devices) implements PoolSource {
    public Logical {
      Objects.requireNonNull(volumeGroup);
      devices = List.copyOf(devices);
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.LOGICAL;
    }
  }

  /**
   * {@code type='disk'}.
   *
   * @param device absolute on the host
   * @param label libvirt's name of the partition table, as {@code gpt} or {@code dos}
   */
  record Disk(String device, String label) implements PoolSource {
    public Disk {
      Objects.requireNonNull(device);
      Objects.requireNonNull(label);
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.DISK;
    }
  }

  /**
   * {@code type='iscsi'}.
   *
   * @param host the server's name or address
   * @param iqn the target's qualified name, as {@code iqn.2010-05.com.example:disks}
   */
  record Iscsi(String host, String iqn) implements PoolSource {
    public Iscsi {
      Objects.requireNonNull(host);
      Objects.requireNonNull(iqn);
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.ISCSI;
    }
  }

  /**
   * {@code type='rbd'}.
   *
   * @param pool the name in Ceph
   * @param monitors at least one
   * @param auth empty where the cluster asks for none
   */
  record Rbd(String pool, List<Monitor> monitors, Optional<CephAuth> auth) implements PoolSource {
    public Rbd {
      Objects.requireNonNull(pool);
      monitors = List.copyOf(monitors);
      Objects.requireNonNull(auth);
    }

    /** The same, as the Ceph user {@code username} with the key in libvirt's secret. */
    public Rbd as(String username, UUID secret) {
      return new Rbd(pool, monitors, Optional.of(new CephAuth(username, secret)));
    }

    @Override
    public StoragePoolType type() {
      return StoragePoolType.RBD;
    }
  }

  /**
   * A monitor of a Ceph cluster.
   *
   * @param host its name or address
   * @param port empty for Ceph's own choice
   */
  record Monitor(String host, OptionalInt port) {
    public Monitor {
      Objects.requireNonNull(host);
      Objects.requireNonNull(port);
    }

    public static Monitor of(String host) {
      return new Monitor(host, OptionalInt.empty());
    }

    public static Monitor of(String host, int port) {
      return new Monitor(host, OptionalInt.of(port));
    }
  }

  /**
   * Who to be towards Ceph.
   *
   * @param username without {@code client.}
   * @param secret the UUID of a secret that the host's libvirt knows, with the user's key
   */
  record CephAuth(String username, UUID secret) {
    public CephAuth {
      Objects.requireNonNull(username);
      Objects.requireNonNull(secret);
    }
  }
}
