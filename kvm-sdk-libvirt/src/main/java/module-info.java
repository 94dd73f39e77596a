/** The libvirt adapter; use it through {@code Kvm.connect}. */
module io.kvmsdk.libvirt {
  requires transitive io.kvmsdk;
}
