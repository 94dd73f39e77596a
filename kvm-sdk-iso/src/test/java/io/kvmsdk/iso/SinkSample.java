package io.kvmsdk.iso;

import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A patch with something of everything: rewritten sectors, new ones, a local file, padding. */
record SinkSample(Path original, Path added, IsoPatch patch) {
  /** Makes a copy of an installer to be patched, so that a test may spoil it. */
  static SinkSample in(Path folder) throws IOException {
    Path original = Files.createDirectories(folder).resolve("original.iso");
    Files.copy(InstallerFixtures.sampleIso(Layout.DEBIAN, 20), original);
    byte[] noise = new byte[(3 << 20) + 77];
    new Random(5).nextBytes(noise);
    Path added = Files.write(folder.resolve("firmware.bin"), noise);
    return new SinkSample(original, added, plan(original, added));
  }

  /** Another patch of the same files. */
  IsoPatch planAgain() {
    return plan(original, added);
  }

  static IsoPatch plan(Path original, Path added) {
    return IsoRemaster.of(original)
        .add("/preseed.cfg", "d-i test\n".getBytes(StandardCharsets.UTF_8))
        .add("/firmware/firmware.bin", added)
        .edit("/isolinux/txt.cfg", text -> text + "# more\n")
        .edit("/boot/grub/grub.cfg", text -> text + "# more\n")
        .patch();
  }
}
