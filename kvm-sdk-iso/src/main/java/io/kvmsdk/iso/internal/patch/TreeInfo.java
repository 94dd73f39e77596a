package io.kvmsdk.iso.internal.patch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps {@code .treeinfo} true, by which installers of the RHEL family and virt-install know their
 * boot images: its section of checksums, with lines as {@code images/efiboot.img = sha256:…}. All
 * else in it, and the order and form of the lines, stay.
 */
final class TreeInfo {
  private static final String PATH = "/.treeinfo";
  private static final Pattern SECTION = Pattern.compile("\\s*\\[([^]]*)].*");
  private static final Pattern CHECKSUM =
      Pattern.compile(
          "(?<head>\\s*+(?<path>[^=\\s]++)\\s*=\\s*(?<algorithm>md5|sha(?:1|224|256|384|512)):)"
              + "[0-9a-fA-F]++(?<tail>\\s*)");

  private final ImageEditor editor;

  private TreeInfo(ImageEditor editor) {
    this.editor = editor;
  }

  /** Does nothing where there is no such file, or where the user has written one. */
  static void refresh(ImageEditor editor) {
    ListedFile.list(editor, PATH)
        .ifPresent(
            old -> {
              String text = new TreeInfo(editor).refreshed(old);
              if (!text.equals(old)) {
                editor.replace(PATH, Content.of(text.getBytes(StandardCharsets.ISO_8859_1)));
              }
            });
  }

  private String refreshed(String old) {
    List<String> lines = new ArrayList<>();
    boolean checksums = false;
    for (String line : old.split("\n", -1)) {
      Matcher section = SECTION.matcher(line);
      Matcher checksum = CHECKSUM.matcher(line);
      if (section.matches()) {
        checksums = section.group(1).equals("checksums");
      }
      if (checksums && checksum.matches()) {
        addLine(checksum, lines);
      } else {
        lines.add(line);
      }
    }
    return String.join("\n", lines);
  }

  private void addLine(Matcher old, List<String> lines) {
    ListedFile file = ListedFile.of(editor, old.group("path"));
    if (!file.gone()) {
      lines.add(
          file.content()
              .map(c -> old.group("head") + digest(c, old.group("algorithm")) + old.group("tail"))
              .orElse(old.group()));
    }
  }

  private static String digest(Content content, String algorithm) {
    return content.digest(algorithm.replace("sha", "SHA-"));
  }
}
