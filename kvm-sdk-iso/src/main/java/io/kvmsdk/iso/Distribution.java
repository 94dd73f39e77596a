package io.kvmsdk.iso;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.InstallerIso.Family;
import java.util.List;
import java.util.Optional;

/** Whose installer a medium holds, by what the medium says of itself. */
record Distribution(Family family, String description) {
  /** debian-cd and Ubuntu's builder write the medium's name here. */
  private static final String DEBIAN_INFO = "/.disk/info";

  /** Where other families leave their names. */
  private static final List<String> OTHER_INFO =
      List.of("/.treeinfo", "/.discinfo", "/content", "/arch", "/.alpine-release");

  static Distribution of(IsoImage image) {
    String info = text(image, DEBIAN_INFO).strip();
    if (OTHER_INFO.stream().anyMatch(path -> image.find(path).isPresent())) {
      throw unknown(image, "it is '%s', not of the Debian family".formatted(named(image, info)));
    }
    if (hasLiveSystem(image, "/casper") || hasLiveSystem(image, "/live")) {
      throw unknown(
          image, "it is '%s', a live system; its installer reads no preseed".formatted(info));
    }
    if (info.startsWith("Debian")) {
      return new Distribution(Family.DEBIAN, info);
    }
    if (info.startsWith("Ubuntu")) {
      return new Distribution(Family.UBUNTU, info);
    }
    throw unknown(image, "it is '%s', no installer that is known".formatted(named(image, info)));
  }

  private static String named(IsoImage image, String info) {
    return info.isEmpty() ? image.volumeId() : info;
  }

  private static String text(IsoImage image, String path) {
    return image
        .find(path)
        .filter(e -> e.kind() == IsoEntry.Kind.FILE && e.size() < 4096)
        .map(e -> image.readText(path))
        .orElse("");
  }

  private static boolean hasLiveSystem(IsoImage image, String folder) {
    Optional<IsoEntry> found = image.find(folder).filter(e -> e.kind() == IsoEntry.Kind.DIRECTORY);
    return found.isPresent()
        && image.list(folder).stream().anyMatch(e -> e.name().endsWith(".squashfs"));
  }

  static UnsupportedException unknown(IsoImage image, String problem) {
    return new UnsupportedException(
        InstallerIso.subject(image.file()),
        problem,
        "Use Debian's or an older Ubuntu's installer, or edit this medium with IsoRemaster");
  }
}
