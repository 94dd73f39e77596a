package io.kvmsdk.iso.internal.menu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A menu of GRUB: a script in the language of GRUB's manual, chapter "Writing full configuration
 * files directly". It is not run here; entries are found as people and generators lay them out,
 * with one command on each line.
 */
public final class GrubMenu {
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final Pattern KERNEL = Pattern.compile("linux(16|efi)?");
  private static final Pattern HANDS_OVER = Pattern.compile("(?m)^\\s*(configfile|source)\\b");

  /** Variables stay variables; RHEL's GRUB lets a \\xNN through as it is, for labels. */
  private static final Pattern PLAIN =
      Pattern.compile("([A-Za-z0-9_.,:=/@%+*?!~^${}-]|\\\\x[0-9A-Fa-f]{2})*");

  private static final String SERIAL =
      """
      if serial --unit=0 --speed=115200; then
          terminal_input --append serial
          terminal_output --append serial
      fi
      """;

  private final List<MenuEntry> entries = new ArrayList<>();
  private final Deque<String> blocks = new ArrayDeque<>();
  private String title = "";
  private List<String> kernel = List.of();

  private GrubMenu() {}

  /** Every entry of the script that boots Linux. */
  public static List<MenuEntry> entries(String text) {
    GrubMenu menu = new GrubMenu();
    text.replaceAll("\\\\\\R", " ").lines().map(String::strip).forEach(menu::read);
    return menu.entries;
  }

  private void read(String line) {
    List<String> words = words(line);
    String command = words.isEmpty() ? "" : words.get(0);
    if (line.endsWith("{")) {
      blocks.push(command);
      title = command.equals("menuentry") ? title(line) : title;
      kernel = List.of();
    } else if (command.equals("}")) {
      blocks.poll();
    } else if (KERNEL.matcher(command).matches() && words.size() > 1) {
      kernel = words;
    } else if (command.startsWith("initrd") && "menuentry".equals(blocks.peek())) {
      entry(words.subList(1, words.size()));
    }
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.split("\\s+"))
        .filter(w -> !w.isEmpty())
        .map(w -> w.replaceAll("^(['\"])(.*)\\1$", "$2"))
        .toList();
  }

  /** The first word in quotes, whatever options are before it; else the second word. */
  private static String title(String line) {
    Matcher quoted = QUOTED.matcher(line);
    if (quoted.find()) {
      return Optional.ofNullable(quoted.group(1)).orElseGet(() -> quoted.group(2));
    }
    List<String> words = words(line);
    return words.size() > 1 ? words.get(1) : "";
  }

  private void entry(List<String> initrds) {
    if (!kernel.isEmpty()) {
      int depth = (int) blocks.stream().filter("submenu"::equals).count();
      entries.add(
          new MenuEntry(
              title,
              depth,
              kernel.get(0),
              kernel.get(1),
              initrds,
              kernel.subList(2, kernel.size())));
    }
  }

  /** Whether the script only leads to another one, as those in EFI images do. */
  public static boolean handsOver(String text) {
    return entries(text).isEmpty() && HANDS_OVER.matcher(text).find();
  }

  /**
   * The script with one more entry before all others, which starts by itself: what comes last
   * decides on the default and the time.
   */
  public static String with(UnattendedEntry entry, MenuEntry template, String text) {
    String suffix = template.loader().substring("linux".length());
    String newline = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    return (entry.serial() ? SERIAL : "")
        + """
        menuentry %s --id %s {
            %s %s %s
            initrd%s %s
        }
        """
            .formatted(
                quoted(entry.title()),
                UnattendedEntry.ID,
                template.loader(),
                template.kernel(),
                quoted(entry.arguments(template)),
                suffix,
                String.join(" ", entry.initrds(template)))
        + text
        + newline
        + """
        set default=%s
        set timeout=%d
        """
            .formatted(UnattendedEntry.ID, entry.timeout().toSeconds());
  }

  private static String quoted(List<String> words) {
    return String.join(" ", words.stream().map(GrubMenu::quotedIfNeeded).toList());
  }

  /** A semicolon, as in ds=nocloud;s=/cdrom/, would end the command. */
  private static String quotedIfNeeded(String word) {
    return PLAIN.matcher(word).matches() ? word : quoted(word);
  }

  /** Within single quotes nothing is special but their end. */
  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
