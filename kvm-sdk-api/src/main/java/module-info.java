/** Specs, ports and flows of kvm-sdk, and the qcow2 engine. */
module io.kvmsdk {
  requires static org.immutables.value;
  requires jakarta.xml.bind;
  requires java.xml;

  exports io.kvmsdk;
  exports io.kvmsdk.change;
  exports io.kvmsdk.domain;
  exports io.kvmsdk.error;
  exports io.kvmsdk.event;
  exports io.kvmsdk.host;
  exports io.kvmsdk.media;
  exports io.kvmsdk.network;
  exports io.kvmsdk.node;
  exports io.kvmsdk.progress;
  exports io.kvmsdk.provision;
  exports io.kvmsdk.qcow2;
  exports io.kvmsdk.secret;
  exports io.kvmsdk.storage;
  exports io.kvmsdk.unattended;
  exports io.kvmsdk.value;
  exports io.kvmsdk.internal.driver to
      io.kvmsdk.libvirt,
      io.kvmsdk.testkit;
  exports io.kvmsdk.internal.file to
      io.kvmsdk.iso;
  exports io.kvmsdk.internal.json to
      io.kvmsdk.testkit;
  exports io.kvmsdk.internal.spec to
      io.kvmsdk.ovs;
  exports io.kvmsdk.internal.ssh to
      io.kvmsdk.ovs;
  exports io.kvmsdk.internal.xml to
      io.kvmsdk.libvirt,
      io.kvmsdk.testkit;

  opens io.kvmsdk.internal.xml to
      jakarta.xml.bind;

  uses io.kvmsdk.HypervisorProvider;
  uses io.kvmsdk.media.SeedMaker;
}
