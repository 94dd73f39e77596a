package io.kvmsdk.iso.internal.menu;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An entry that boots a Linux kernel.
 *
 * @param title what people see, without the marks of hot keys
 * @param depth 0 in the first menu, 1 in a menu below it, …
 * @param loader the word that the boot loader has for "kernel", as {@code linuxefi}
 * @param arguments for the kernel, the initrd's left out
 */
public record MenuEntry(
    String title,
    int depth,
    String loader,
    String kernel,
    List<String> initrds,
    List<String> arguments) {
  /** Words of entries that do something else, or more, than to install. */
  private static final Pattern ANOTHER_TASK =
      Pattern.compile(
          "\\b(rescue|repair|expert|speech|accessible|automated|oem|memory|check|test|live|try"
              + "|safe)\\b");

  private static final Pattern LIVE_ARGUMENT =
      Pattern.compile("boot=(live|casper)|root=live:.*|(inst\\.)?rescue.*|upgrade=.*");

  public MenuEntry {
    initrds = List.copyOf(initrds);
    arguments = List.copyOf(arguments);
  }

  /**
   * The entry that merely installs, in text mode if there is a choice.
   *
   * @param installs found in the titles, in small letters, of those that install
   */
  public static Optional<MenuEntry> plainInstall(List<MenuEntry> entries, Pattern installs) {
    MenuEntry best = null;
    for (MenuEntry entry : entries) {
      if (entry.merit(installs) > (best == null ? 0 : best.merit(installs))) {
        best = entry;
      }
    }
    return Optional.ofNullable(best);
  }

  /** 0 where the entry does not install at all. */
  private int merit(Pattern installs) {
    String words = title.toLowerCase(Locale.ROOT);
    if (initrds.isEmpty()
        || !installs.matcher(words).find()
        || arguments.stream().anyMatch(a -> LIVE_ARGUMENT.matcher(a).matches())) {
      return 0;
    }
    int merit = 1000 - 10 * Math.min(depth, 9);
    if (ANOTHER_TASK.matcher(words).find()) {
      merit -= 500;
    }
    if (words.contains("graphical") || initrds.stream().anyMatch(i -> i.contains("/gtk/"))) {
      merit -= 200;
    }
    return installs.matcher(words).lookingAt() ? merit + 100 : merit;
  }
}
