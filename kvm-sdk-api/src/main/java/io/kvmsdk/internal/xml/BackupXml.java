package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.BackupDisk;
import io.kvmsdk.domain.BackupExport;
import io.kvmsdk.domain.BackupServer;
import io.kvmsdk.domain.BackupSpec;
import io.kvmsdk.domain.DiskSource;
import io.kvmsdk.domain.PullBackupSpec;
import io.kvmsdk.storage.VolumeFormat;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * libvirt's {@code <domainbackup>} document: which disks QEMU copies to files ({@code push}), or
 * shows to others by NBD ({@code pull}).
 */
@XmlRootElement(name = "domainbackup")
@XmlType(propOrder = {"incremental", "server", "disks", "content"})
public final class BackupXml extends OpenXml {
  private ElementXml incremental;
  private ElementXml server;
  private Disks disks;

  BackupXml() {}

  /** A backup that QEMU copies to where {@code spec} says of each disk. */
  public static BackupXml of(BackupSpec spec) {
    BackupXml backup = new BackupXml();
    backup.attribute("mode", "push");
    backup.fill(spec.since(), spec.disks());
    return backup;
  }

  /** A backup that others read. */
  public static BackupXml of(PullBackupSpec spec) {
    BackupXml backup = new BackupXml();
    backup.attribute("mode", "pull");
    if (spec.server() instanceof BackupServer.Unix unix) {
      backup.server = new ElementXml().with("transport", "unix").with("socket", unix.socket());
    } else if (spec.server() instanceof BackupServer.Tcp tcp) {
      backup.server =
          new ElementXml()
              .with("transport", "tcp")
              .with("name", tcp.host())
              .with("port", tcp.port())
              .with("tls", tcp.tls() ? "yes" : null);
    }
    backup.fill(spec.since(), spec.disks());
    return backup;
  }

  private void fill(Optional<String> since, List<BackupDisk> given) {
    incremental = since.map(ElementXml::ofText).orElse(null);
    if (!given.isEmpty()) {
      disks = new Disks();
      given.forEach(d -> disks.disks.add(Disk.of(d, pull(), since)));
    }
  }

  /**
   * Reads libvirt's document.
   *
   * @throws io.kvmsdk.error.InvalidSpecException if {@code xml} is malformed or another document
   */
  public static BackupXml parse(String xml) {
    return Xml.read(BackupXml.class, "domainbackup", xml);
  }

  public String toXml() {
    return XmlText.document(Xml.tree(this));
  }

  /** The checkpoint since which changes are wanted; empty for whole disks. */
  public Optional<String> incremental() {
    return Optional.ofNullable(ElementXml.text(incremental));
  }

  /** Whether others read it. */
  public boolean pull() {
    return attribute("mode").filter("pull"::equals).isPresent();
  }

  /** The disks that the document mentions; none for all. */
  public List<Disk> disks() {
    return disks == null ? List.of() : disks.disks;
  }

  /** Adds a disk, as {@code vda}, of which nothing is said. */
  public Disk disk(String target) {
    if (disks == null) {
      disks = new Disks();
    }
    Disk disk = new Disk();
    disk.attribute("name", target);
    disks.disks.add(disk);
    return disk;
  }

  /** What the server shows, of a pull backup that libvirt has begun. */
  public List<BackupExport> exports() {
    return disks().stream().filter(Disk::included).map(this::export).toList();
  }

  private BackupExport export(Disk disk) {
    String name = disk.attribute("exportname").orElse(disk.name());
    return new BackupExport(disk.name(), name, uri(name), disk.attribute("exportbitmap"));
  }

  /** By the NBD project's specification of its URIs. */
  private URI uri(String export) {
    ElementXml at = ElementXml.orNew(server);
    boolean unix = at.attribute("transport").filter("unix"::equals).isPresent();
    String path = "/" + escaped(export);
    if (unix) {
      String socket = escaped(at.attribute("socket").orElse(""));
      return URI.create("nbd+unix://" + path + "?socket=" + socket);
    }
    String host = at.attribute("name").orElse("localhost");
    String port = at.attribute("port").map(p -> ":" + p).orElse("");
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create((at.isYes("tls") ? "nbds://" : "nbd://") + literal + port + path);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  /** {@code <disks>}. */
  @XmlType(
      name = "backupDisks",
      propOrder = {"disks", "content"})
  static final class Disks extends OpenXml {
    @XmlElement(name = "disk")
    private List<Disk> disks = new ArrayList<>();

    Disks() {}
  }

  /** {@code <disk>} in {@code <domainbackup>}. */
  @XmlType(
      name = "backupDisk",
      propOrder = {"driver", "target", "scratch", "content"})
  public static final class Disk extends OpenXml {
    private ElementXml driver;
    private ElementXml target;
    private ElementXml scratch;

    Disk() {}

    /** The disk's name in libvirt, as {@code vda}. */
    public String name() {
      return attribute("name").orElse("");
    }

    /** Whether it is in the backup. */
    public boolean included() {
      return attribute("backup").map("yes"::equals).orElse(true);
    }

    private static Disk of(BackupDisk spec, boolean pull, Optional<String> since) {
      Disk disk = new Disk();
      disk.attribute("name", spec.target());
      disk.attribute("backup", "yes");
      disk.attribute("type", "file"); // which libvirt's schema wants, also of nothing
      disk.since(spec, since);
      spec.image().ifPresent(image -> disk.image(image, spec.format(), pull));
      return disk;
    }

    private void since(BackupDisk spec, Optional<String> general) {
      if (spec.full() && general.isPresent()) {
        attribute("backupmode", "full");
      } else if (spec.since().isPresent()) {
        attribute("backupmode", "incremental");
        attribute("incremental", spec.since().get());
      }
    }

    private void image(DiskSource image, VolumeFormat format, boolean pull) {
      boolean block = image instanceof DiskSource.Block;
      attribute("type", block ? "block" : "file");
      String path = block ? ((DiskSource.Block) image).path() : ((DiskSource.File) image).path();
      ElementXml where = new ElementXml().with(block ? "dev" : "file", path);
      driver = new ElementXml().with("type", format.libvirtName());
      if (pull) {
        scratch = where;
      } else {
        target = where;
      }
    }

    /** The checkpoint since which what was written to it is wanted; empty for all of it. */
    public Optional<String> since(Optional<String> general) {
      return attribute("backupmode").filter("full"::equals).isPresent()
          ? Optional.empty()
          : attribute("incremental").or(() -> general);
    }

    /** Whether its image is a block device. */
    public boolean block() {
      return attribute("type").filter("block"::equals).isPresent();
    }

    /** The format of its copy, as {@code qcow2}. */
    public Optional<String> format() {
      return attributeOf(driver, "type");
    }

    /** The host's file or device with its copy, or with what its guest overwrites meanwhile. */
    public Optional<String> path() {
      return attributeOf(target, "file")
          .or(() -> attributeOf(target, "dev"))
          .or(() -> attributeOf(scratch, "file"))
          .or(() -> attributeOf(scratch, "dev"));
    }

    /** Sets the qcow2 file for what its guest overwrites meanwhile; of a pull backup. */
    public void scratch(String file) {
      attribute("type", "file");
      driver = new ElementXml().with("type", "qcow2");
      scratch = new ElementXml().with("file", file);
    }

    /** Sets what the server calls it, and the bitmap of what was written, if there is one. */
    public void export(String name, String bitmap) {
      attribute("exportname", name);
      attribute("exportbitmap", bitmap);
    }
  }
}
