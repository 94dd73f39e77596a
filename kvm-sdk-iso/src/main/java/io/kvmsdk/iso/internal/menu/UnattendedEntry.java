package io.kvmsdk.iso.internal.menu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to add to a boot menu.
 *
 * @param initrd loaded after the installer's own
 * @param installerArguments for the kernel that installs
 * @param systemArguments for the kernel of the new system, if the installer hands them on
 * @param unwanted arguments that the menu's own entry has, and this one shall not
 * @param timeout how long the menu waits for a person
 * @param serial whether the boot loader also talks on the first serial port
 */
public record UnattendedEntry(
    String title,
    Optional<String> initrd,
    List<String> installerArguments,
    List<String> systemArguments,
    Set<String> unwanted,
    Duration timeout,
    boolean serial) {
  /** How the entry's title begins. */
  public static final String TITLE = "Unattended installation";

  static final String ID = "unattended";

  /** d-i hands on what comes after it (installation guide, 5.3.2); "--" in older releases. */
  private static final List<String> SEPARATORS = List.of("---", "--");

  public UnattendedEntry {
    installerArguments = List.copyOf(installerArguments);
    systemArguments = List.copyOf(systemArguments);
    unwanted = Set.copyOf(unwanted);
  }

  List<String> initrds(MenuEntry template) {
    List<String> all = new ArrayList<>(template.initrds());
    initrd.ifPresent(all::add);
    return all;
  }

  /** The template's arguments and the added ones, each on its side of the separator. */
  public List<String> arguments(MenuEntry template) {
    List<String> old = template.arguments().stream().filter(a -> !unwanted.contains(a)).toList();
    int cut = (int) old.stream().takeWhile(a -> !SEPARATORS.contains(a)).count();
    List<String> all = merged(old.subList(0, cut), installerArguments);
    List<String> after =
        merged(cut < old.size() ? old.subList(cut + 1, old.size()) : List.of(), systemArguments);
    if (!after.isEmpty()) {
      all.add(cut < old.size() ? old.get(cut) : SEPARATORS.get(0));
      all.addAll(after);
    }
    return all;
  }

  /** An added argument replaces those of its name; only consoles may be several. */
  private static List<String> merged(List<String> old, List<String> added) {
    List<String> all = new ArrayList<>(old);
    for (String argument : added) {
      String name = name(argument);
      all.removeIf(a -> name.equals("console") ? a.equals(argument) : name(a).equals(name));
    }
    all.addAll(added);
    return all;
  }

  private static String name(String argument) {
    int end = argument.indexOf('=');
    return end < 0 ? argument : argument.substring(0, end);
  }
}
