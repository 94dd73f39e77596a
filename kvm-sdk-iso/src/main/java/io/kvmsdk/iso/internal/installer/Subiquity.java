package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Ubuntu's installer since 20.04. It has its answers from cloud-init in the live system, whose
 * NoCloud source reads a folder of the medium; nothing of the initrd lives on until then.
 */
public final class Subiquity implements Installer {
  private static final String FOLDER = "/nocloud/";

  /** NoCloud wants it to be there; the name is of no consequence for one installation. */
  private static final byte[] META_DATA =
      "instance-id: unattended\n".getBytes(StandardCharsets.US_ASCII);

  @Override
  public AnswerFile.Kind reads() {
    return AnswerFile.Kind.AUTOINSTALL;
  }

  @Override
  public boolean handsOn() {
    return true;
  }

  /** Without the word autoinstall, it would ask whether it may go on. */
  @Override
  public Seed seed(AnswerFile answers, boolean onMedium, String volumeId) {
    return Seed.onMedium(
        Map.of(FOLDER + "user-data", Seed.text(answers), FOLDER + "meta-data", META_DATA),
        "autoinstall",
        "ds=nocloud;s=/cdrom" + FOLDER);
  }
}
