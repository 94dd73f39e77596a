package io.kvmsdk.iso.internal.menu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A menu of isolinux, in the language of syslinux's doc/syslinux.txt and doc/menu.txt: one
 * directive on each line, upper and lower case alike, spread over files that include each other.
 */
public final class SyslinuxMenu {
  private static final int DEEPEST_INCLUDE = 16;
  private static final String INITRD = "initrd=";

  private final Function<String, Optional<String>> files;
  private final Set<String> included = new HashSet<>();
  private final List<MenuEntry> entries = new ArrayList<>();
  private int depth;
  private Label label;

  private SyslinuxMenu(Function<String, Optional<String>> files) {
    this.files = files;
  }

  /** A label, as far as it has been read. */
  private static final class Label {
    private String title;
    private String loader = "";
    private String kernel = "";
    private List<String> initrds = List.of();
    private List<String> arguments = List.of();

    private Label(String title) {
      this.title = title;
    }

    private void kernel(String word, String path) {
      loader = word;
      kernel = path;
    }

    private void initrds(String paths) {
      initrds = List.of(paths.split(","));
    }

    private void append(String text) {
      Map<Boolean, List<String>> parts =
          Arrays.stream(text.split("\\s+"))
              .filter(a -> !a.isEmpty())
              .collect(Collectors.partitioningBy(a -> a.startsWith(INITRD)));
      parts.get(true).forEach(a -> initrds(a.substring(INITRD.length())));
      arguments = parts.get(false);
    }
  }

  /**
   * Every entry of the menu whose main file is {@code text}.
   *
   * @param files the text of a file, by its name as an include has it
   */
  public static List<MenuEntry> entries(String text, Function<String, Optional<String>> files) {
    SyslinuxMenu menu = new SyslinuxMenu(files);
    menu.read(text, 0);
    menu.endLabel();
    return menu.entries;
  }

  private void read(String text, int includes) {
    boolean help = false;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      String[] words = line.strip().split("\\s+", 2);
      String word = words[0].toLowerCase(Locale.ROOT);
      String rest = words.length < 2 ? "" : words[1];
      help = word.equals("text") || (help && !word.equals("endtext"));
      if (!help) {
        directive(word, rest, includes);
      }
    }
  }

  private void directive(String word, String rest, int includes) {
    switch (word) {
      case "include" -> include(rest, includes);
      case "label" -> beginLabel(rest);
      case "menu" -> menu(rest, includes);
      case "kernel", "linux" -> inLabel(l -> l.kernel(word, rest));
      case "append" -> inLabel(l -> l.append(rest));
      case "initrd" -> inLabel(l -> l.initrds(rest));
      default -> {
        // colours, screens and keys
      }
    }
  }

  /** Each file once: menus share the files that set their colours. */
  private void include(String name, int includes) {
    if (includes < DEEPEST_INCLUDE && included.add(name)) {
      files.apply(name).ifPresent(text -> read(text, includes + 1));
    }
  }

  private void menu(String rest, int includes) {
    String[] words = rest.split("\\s+", 2);
    String argument = words.length < 2 ? "" : words[1];
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case "begin" -> {
        endLabel();
        depth++;
      }
      case "end" -> {
        endLabel();
        depth = Math.max(0, depth - 1);
      }
      case "include" -> include(argument.split("\\s+")[0], includes);
      case "label" -> inLabel(l -> l.title = argument.replace("^", ""));
      default -> {
        // titles, margins and colours
      }
    }
  }

  private void beginLabel(String name) {
    endLabel();
    label = new Label(name);
  }

  private void inLabel(Consumer<Label> directive) {
    if (label != null) {
      directive.accept(label);
    }
  }

  private void endLabel() {
    if (label != null && !label.kernel.isEmpty()) {
      entries.add(
          new MenuEntry(
              label.title, depth, label.loader, label.kernel, label.initrds, label.arguments));
    }
    label = null;
  }

  /**
   * The main file with one more entry at its end, which starts by itself. Of each directive the
   * last wins, so that nothing else needs to change: with a "ui" its menu is shown meanwhile,
   * without one the entry starts at once, unless Shift is held.
   */
  public static String with(UnattendedEntry entry, MenuEntry template, String text) {
    boolean silent =
        text.lines().noneMatch(l -> l.strip().toLowerCase(Locale.ROOT).startsWith("serial"));
    // the directive must come before all others
    String serial = entry.serial() && silent ? "serial 0 115200\n" : "";
    String newline = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    return serial
        + text
        + newline
        + """

        label %s
        	menu label %s
        	menu default
        	%s %s
        	append initrd=%s %s
        default %s
        ontimeout %s
        prompt 0
        timeout %d
        """
            .formatted(
                UnattendedEntry.ID,
                entry.title(),
                template.loader(),
                template.kernel(),
                String.join(",", entry.initrds(template)),
                String.join(" ", entry.arguments(template)),
                UnattendedEntry.ID,
                UnattendedEntry.ID,
                Math.max(1, entry.timeout().toMillis() / 100));
  }
}
