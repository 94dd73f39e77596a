package io.kvmsdk.iso.internal.patch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.tree.Volume;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
@RequiresTool(
    value = {"grub-mkimage", "--version"},
    debianPackage = "grub-common")
class AppendedPartitionsTest {
  private static final int BLOCK = 2048;

  /**
   * Who edits the EFI system partition writes to it where it was; then it moves, or it does not.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 300_000, 3_000_000})
  void close_whenThePartitionWasEdited_takesTheEditsAlong(int added) {
    try (ImageFile base = ImageFile.open(InstallerFixtures.sampleIso(Layout.UBUNTU, 20))) {
      ImageEditor editor = new ImageEditor(base, Volume.read(base), Instant.EPOCH);
      long old = espBlock(editor, base);
      int length = 432 * BLOCK;
      byte[] expected = base.bytes(old * BLOCK, length, "");
      for (int at : new int[] {0, 100 * BLOCK + 17, length - 5}) {
        byte[] edit = "edit".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(edit, 0, expected, at, edit.length);
        editor.image().write(old * BLOCK + at, edit);
      }
      byte[] content = new byte[added];
      new Random(1).nextBytes(content);
      editor.add("/casper/new.bin", Content.of(content));

      NewImage image = ImageLayout.of(editor);

      PatchedBytes patched = new PatchedBytes(base, image.length(), image.differences());
      long now = espBlock(editor, patched);
      assertThat(now > old).isEqualTo(added > 12 * BLOCK);
      assertThat(Arrays.equals(patched.bytes(now * BLOCK, length, ""), expected)).isTrue();
      long newBlock = editor.newBlock("/casper/new.bin").orElseThrow();
      assertThat(patched.bytes(newBlock * BLOCK, added, "")).isEqualTo(content);
    }
  }

  private static long espBlock(ImageEditor editor, ImageBytes image) {
    return BootCatalog.read(image, editor.volume().bootRecord().orElseThrow()).stream()
        .filter(e -> e.platform() == 0xEF)
        .findFirst()
        .orElseThrow()
        .block();
  }
}
