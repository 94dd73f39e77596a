package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The installer of openSUSE up to Leap 15 and of SLES up to 15. Its linuxrc, and after that YaST,
 * look for a local file in the initrd and on the medium alike.
 */
public final class Yast implements Installer {
  @Override
  public AnswerFile.Kind reads() {
    return AnswerFile.Kind.AUTOYAST;
  }

  /** isolinux's entries have no titles there; "linux" is the label of the one that installs. */
  @Override
  public Pattern installs() {
    return Pattern.compile("install|^linux$");
  }

  @Override
  public List<String> onConsole() {
    return List.of("textmode=1");
  }

  @Override
  public Seed seed(AnswerFile answers, boolean onMedium, String volumeId) {
    byte[] profile = Seed.text(answers);
    String argument = "autoyast=file:///autoinst.xml";
    return onMedium
        ? Seed.onMedium(Map.of("/autoinst.xml", profile), argument)
        : Seed.inInitrd("autoinst.xml", profile, argument);
  }
}
