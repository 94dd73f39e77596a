/** The libvirt adapter; use it through {@code Kvm.connect}. */
module io.kvmsdk.libvirt {
  requires transitive io.kvmsdk;
  requires com.sun.jna;
  requires java.xml;
  requires libvirt;

  exports io.kvmsdk.libvirt;

  opens io.kvmsdk.libvirt.internal to
      com.sun.jna;

  provides io.kvmsdk.HypervisorProvider with
      io.kvmsdk.libvirt.internal.LibvirtProvider;
}
