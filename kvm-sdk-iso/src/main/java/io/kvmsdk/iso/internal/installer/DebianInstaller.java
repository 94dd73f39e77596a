package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import io.kvmsdk.unattended.Preseed;
import io.kvmsdk.unattended.PreseedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** d-i, of Debian and of older Ubuntus; see Debian's installation guide, appendix B. */
public final class DebianInstaller implements Installer {
  private static final String ON_MEDIUM = "/preseed.cfg";

  @Override
  public AnswerFile.Kind reads() {
    return AnswerFile.Kind.PRESEED;
  }

  /** Installation guide, clause 5.3.2. */
  @Override
  public boolean handsOn() {
    return true;
  }

  @Override
  public Optional<String> hostname(AnswerFile answers) {
    return preseed(answers).answer("netcfg/get_hostname");
  }

  private static PreseedFile preseed(AnswerFile answers) {
    return Preseed.parse(answers.render());
  }

  @Override
  public Seed seed(AnswerFile answers, boolean onMedium, String volumeId) {
    PreseedFile preseed = preseed(answers);
    List<String> arguments = new ArrayList<>(List.of("auto=true", "priority=critical"));
    if (!onMedium) {
      return Seed.inInitrd("preseed.cfg", Seed.text(preseed), arguments.toArray(String[]::new));
    }
    arguments.add("file=/cdrom" + ON_MEDIUM);
    arguments.addAll(askedBeforeTheMedium(preseed));
    return Seed.onMedium(Map.of(ON_MEDIUM, Seed.text(preseed)), arguments.toArray(String[]::new));
  }

  /** Questions that come before the medium is mounted, where they are not put off. */
  private static List<String> askedBeforeTheMedium(PreseedFile preseed) {
    List<String> arguments = new ArrayList<>();
    for (String question :
        List.of("debian-installer/locale", "keyboard-configuration/xkb-keymap")) {
      preseed
          .answer(question)
          .filter(value -> value.matches("[A-Za-z0-9_.@-]+"))
          .ifPresent(value -> arguments.add(question + "=" + value));
    }
    return arguments;
  }
}
