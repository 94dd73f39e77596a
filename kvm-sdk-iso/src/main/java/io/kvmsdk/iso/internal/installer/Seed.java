package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.iso.cpio.CpioArchive;
import io.kvmsdk.unattended.AnswerFile;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Answers on their way to an installer.
 *
 * @param onMedium files for the medium, by path
 * @param inInitrd to be unpacked over the installer's initrd
 * @param arguments for the kernel, by which the installer finds them
 */
public record Seed(
    Map<String, byte[]> onMedium, Optional<CpioArchive> inInitrd, List<String> arguments) {
  /** In the order of the paths, so that the same answers give the same image. */
  public Seed {
    onMedium = Collections.unmodifiableMap(new TreeMap<>(onMedium));
  }

  static Seed onMedium(Map<String, byte[]> files, String... arguments) {
    return new Seed(files, Optional.empty(), List.of(arguments));
  }

  static Seed inInitrd(String path, byte[] content, String... arguments) {
    return new Seed(
        Map.of(), Optional.of(CpioArchive.EMPTY.with(path, content)), List.of(arguments));
  }

  static byte[] text(AnswerFile answers) {
    return answers.render().getBytes(StandardCharsets.UTF_8);
  }
}
