package io.kvmsdk.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

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
   * An image on servers that QEMU itself talks to.
   *
   * @param protocol libvirt's name: {@code nbd}, {@code rbd}, {@code iscsi}, {@code https}, …
   * @param name the image's name there, as {@code pool/image}; may be empty
   * @param servers one, or for rbd and gluster any number
   * @param auth by what the servers know us; for rbd and iscsi
   */
  record Network(String protocol, String name, List<Server> servers, Optional<Auth> auth)
      implements DiskSource {
    public Network {
      Objects.requireNonNull(protocol);
      Objects.requireNonNull(name);
      Objects.requireNonNull(auth);
      servers = List.copyOf(servers);
    }

    public Network(String protocol, String name, String host, int port) {
      this(protocol, name, List.of(new Server(host, OptionalInt.of(port))), Optional.empty());
    }

    /** The same, with the secret of the host that is known by {@code usage}. */
    public Network auth(String user, String usage) {
      return new Network(protocol, name, servers, Optional.of(new Auth(user, usage)));
    }
  }

  /**
   * A server of images.
   *
   * @param port the protocol's own where it is empty
   */
  record Server(String host, OptionalInt port) {
    public Server {
      Objects.requireNonNull(host);
      Objects.requireNonNull(port);
    }
  }

  /**
   * By what servers know us.
   *
   * @param usage of a secret that libvirt keeps: for ceph its name, for iscsi its target
   */
  record Auth(String user, String usage) {
    public Auth {
      Objects.requireNonNull(user);
      Objects.requireNonNull(usage);
    }
  }
}
