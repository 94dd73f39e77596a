package io.kvmsdk.domain;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * A disk that a pull backup shows by NBD: to {@code qemu-img convert}, {@code nbdcopy}, {@code
 * nbdinfo --map} or any other client.
 *
 * @param target the disk's name in libvirt, as {@code vda}
 * @param name of the export
 * @param uri as those programs take it: {@code nbd+unix:///vda?socket=/run/backup.sock}, {@code
 *     nbd://host:10809/vda}, or {@code nbds:} with TLS
 * @param bitmap of an incremental backup, the name of the bitmap of what was written since
 */
public record BackupExport(String target, String name, URI uri, Optional<String> bitmap) {
  public BackupExport {
    Objects.requireNonNull(target);
    Objects.requireNonNull(name);
    Objects.requireNonNull(uri);
    Objects.requireNonNull(bitmap);
  }

  /**
   * The NBD metadata context by which clients ask for the bitmap, as {@code
   * qemu:dirty-bitmap:backup-vda}: for {@code nbdinfo --map=…}, or {@code x-dirty-bitmap} of QEMU's
   * programs.
   */
  public Optional<String> context() {
    return bitmap.map(b -> "qemu:dirty-bitmap:" + b);
  }
}
