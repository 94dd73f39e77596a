package io.kvmsdk.domain;

import java.util.Objects;

/** Where the bytes of a disk come from: the {@code type} and {@code <source>} of libvirt's disk. */
public sealed interface DiskSource {
  static DiskSource volume(String pool, String volume) {
    return new Volume(pool, volume);
  }

  static DiskSource file(String path) {
    return new File(path);
  }

  static DiskSource block(String path) {
    return new Block(path);
  }

  /**
   * A volume of a libvirt pool. Defining a domain turns it into the volume's path, which all of
   * libvirt's features take; reading the domain back gives that path.
   */
  record Volume(String pool, String volume) implements DiskSource {
    public Volume {
      Objects.requireNonNull(pool);
      Objects.requireNonNull(volume);
    }
  }

  /**
   * An image file on the host.
   *
   * @param path absolute on the host
   */
  record File(String path) implements DiskSource {
    public File {
      Objects.requireNonNull(path);
    }
  }

  /**
   * A block device of the host.
   *
   * @param path absolute on the host, as {@code /dev/vg/name}
   */
  record Block(String path) implements DiskSource {
    public Block {
      Objects.requireNonNull(path);
    }
  }

  /**
   * An image on a server that QEMU itself talks to.
   *
   * @param protocol libvirt's name: {@code nbd}, {@code rbd}, {@code iscsi}, …
   * @param name the image's name there; may be empty
   */
  record Network(String protocol, String name, String host, int port) implements DiskSource {
    public Network {
      Objects.requireNonNull(protocol);
      Objects.requireNonNull(name);
      Objects.requireNonNull(host);
    }
  }
}
