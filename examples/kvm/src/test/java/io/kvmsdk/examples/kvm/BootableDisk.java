package io.kvmsdk.examples.kvm;

import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.qcow2.ReadAt;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A disk that the fake host boots: its first sector is not empty. */
final class BootableDisk {
  private BootableDisk() {}

  static void write(Path image) {
    byte[] sector = new byte[512];
    Arrays.fill(sector, (byte) 0x90);
    QcowSpec.of(ByteSize.gib(1)).create(image, List.of(new Extent(0, 512)), ReadAt.of(sector));
  }
}
