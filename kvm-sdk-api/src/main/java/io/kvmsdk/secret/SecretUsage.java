package io.kvmsdk.secret;

/**
 * What a secret is for. A host has at most one secret for each use.
 *
 * @param id a volume's path for {@code VOLUME}, the name of a target for {@code ISCSI}, and a name
 *     that a disk, a daemon or a TPM knows it by for the others
 */
public record SecretUsage(Type type, String id) {
  /** The kinds of use, in libvirt's words and order. */
  public enum Type {
    /** By nothing that libvirt looks up: documents name the secret's UUID. */
    NONE,
    /** The passphrase of an encrypted volume. */
    VOLUME,
    /** The key of a user of Ceph. */
    CEPH,
    /** The password of an iSCSI target. */
    ISCSI,
    /** The passphrase of a TLS key. */
    TLS,
    /** The passphrase of an emulated TPM's state. */
    VTPM;

    /** The value of the attribute {@code type}, in libvirt's documents. */
    public String libvirtName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A secret that documents name by its UUID. */
  public static SecretUsage none() {
    return new SecretUsage(Type.NONE, "");
  }

  public static SecretUsage volume(String path) {
    return new SecretUsage(Type.VOLUME, path);
  }

  public static SecretUsage ceph(String name) {
    return new SecretUsage(Type.CEPH, name);
  }

  public static SecretUsage iscsi(String target) {
    return new SecretUsage(Type.ISCSI, target);
  }

  public static SecretUsage tls(String name) {
    return new SecretUsage(Type.TLS, name);
  }

  public static SecretUsage vtpm(String name) {
    return new SecretUsage(Type.VTPM, name);
  }

  @Override
  public String toString() {
    return type == Type.NONE ? "none" : type.libvirtName() + " " + id;
  }
}
