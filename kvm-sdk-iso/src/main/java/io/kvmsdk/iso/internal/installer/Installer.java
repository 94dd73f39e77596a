package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A program that installs, and its way to take answers. */
public interface Installer {
  AnswerFile.Kind reads();

  /** What the title, in small letters, of a menu's entry has if the entry installs. */
  default Pattern installs() {
    return Pattern.compile("install");
  }

  /** Whether it hands the kernel's arguments after "---" on to the new system. */
  default boolean handsOn() {
    return false;
  }

  /** What it needs to be told to talk on the kernel's console. */
  default List<String> onConsole() {
    return List.of();
  }

  /** Arguments of the menu's entry that an installation without a person does without. */
  default Set<String> unwanted() {
    return Set.of();
  }

  /** The host's name, if the answers tell it. */
  default Optional<String> hostname(AnswerFile answers) {
    return Optional.empty();
  }

  /**
   * Where the answers go, and how the installer is told.
   *
   * @param onMedium rather than in the initrd, where there is a choice
   * @param volumeId the medium's label
   * @throws io.kvmsdk.error.InvalidSpecException if they are not what they claim to be
   */
  Seed seed(AnswerFile answers, boolean onMedium, String volumeId);
}
