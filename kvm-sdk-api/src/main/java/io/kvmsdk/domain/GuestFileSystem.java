package io.kvmsdk.domain;

import java.util.List;

/**
 * A file system that is mounted in a guest. libvirt: {@code virDomainFSInfo}.
 *
 * @param mountPoint where, as the guest has it
 * @param device its name in the guest, as {@code vda1}
 * @param type as {@code ext4}
 * @param disks the domain's disks that it lies on, as {@code vda}
 */
public record GuestFileSystem(String mountPoint, String device, String type, List<String> disks) {
  public GuestFileSystem {
    disks = List.copyOf(disks);
  }
}
