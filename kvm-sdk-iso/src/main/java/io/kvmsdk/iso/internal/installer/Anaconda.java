package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The installer of Fedora, RHEL since 7 and their kin; see Anaconda's boot options. It finds its
 * medium by the label, as {@code inst.stage2} of the menu's own entries says, and kickstart by
 * {@code inst.ks}.
 */
public final class Anaconda implements Installer {
  @Override
  public AnswerFile.Kind reads() {
    return AnswerFile.Kind.KICKSTART;
  }

  @Override
  public List<String> onConsole() {
    return List.of("inst.text");
  }

  /** The check would compare the medium with the original's digest. */
  @Override
  public Set<String> unwanted() {
    return Set.of("rd.live.check");
  }

  @Override
  public Seed seed(AnswerFile answers, boolean onMedium, String volumeId) {
    byte[] kickstart = Seed.text(answers);
    return onMedium
        ? Seed.onMedium(
            Map.of("/ks.cfg", kickstart), "inst.ks=hd:LABEL=" + escaped(volumeId) + ":/ks.cfg")
        : Seed.inInitrd("ks.cfg", kickstart, "inst.ks=file:/ks.cfg");
  }

  /** As udev writes labels: what is not in its safe set becomes \xNN. */
  static String escaped(String label) {
    StringBuilder text = new StringBuilder();
    for (byte b : label.getBytes(StandardCharsets.UTF_8)) {
      String character = String.valueOf((char) b);
      text.append(
          character.matches("[A-Za-z0-9#+.:=@_-]") ? character : String.format("\\x%02x", b));
    }
    return text.toString();
  }
}
