/** Specs, ports and flows of kvm-sdk, and the qcow2 engine. */
module io.kvmsdk {
  requires static org.immutables.value;
  requires jakarta.xml.bind;

  exports io.kvmsdk.error;
  exports io.kvmsdk.media;
  exports io.kvmsdk.progress;
  exports io.kvmsdk.value;
  exports io.kvmsdk.internal.file to
      io.kvmsdk.iso;
}
