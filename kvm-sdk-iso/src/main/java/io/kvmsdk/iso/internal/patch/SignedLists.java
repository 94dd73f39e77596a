package io.kvmsdk.iso.internal.patch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SUSE's lists of checksums, {@code /CHECKSUMS} and before that {@code /content}. They are signed,
 * so that they cannot be brought up to date: the user is told where they no longer hold.
 */
final class SignedLists {
  private static final Pattern CHECKSUMS =
      Pattern.compile("(?m)^[0-9a-f]{32,128} [ *](?:\\./)?(\\S.*)$");
  private static final Pattern CONTENT =
      Pattern.compile("(?m)^(?:HASH|META|KEY) +SHA\\d+ +[0-9a-f]{32,128} +(\\S+)");

  private SignedLists() {}

  static void note(ImageEditor editor) {
    note(editor, "/CHECKSUMS", CHECKSUMS);
    note(editor, "/content", CONTENT);
  }

  private static void note(ImageEditor editor, String list, Pattern pattern) {
    Matcher line = pattern.matcher(ListedFile.list(editor, list).orElse(""));
    while (line.find()) {
      if (ListedFile.of(editor, line.group(1)).touched()) {
        editor
            .notes()
            .add(
                list
                    + " is signed and left as it is; it does not hold any more for "
                    + line.group(1));
      }
    }
  }
}
