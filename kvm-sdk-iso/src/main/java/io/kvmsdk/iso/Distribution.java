package io.kvmsdk.iso;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.InstallerIso.Family;
import io.kvmsdk.iso.internal.installer.Anaconda;
import io.kvmsdk.iso.internal.installer.DebianInstaller;
import io.kvmsdk.iso.internal.installer.Installer;
import io.kvmsdk.iso.internal.installer.SetupAlpine;
import io.kvmsdk.iso.internal.installer.Subiquity;
import io.kvmsdk.iso.internal.installer.Yast;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose installer a medium holds, by what the medium says of itself. */
record Distribution(Family family, String description, Installer installer) {
  /** Where checksums of many files are beside a product's name. */
  private static final int LONGEST_METADATA = 1 << 20;

  /** Its first point release with a live server that installs unattended. */
  private static final int UBUNTU_20_04 = 2004;

  private static final Pattern UBUNTU = Pattern.compile("Ubuntu-Server (\\d\\d)\\.(\\d\\d)\\b.*");

  static Distribution of(IsoImage image) {
    return alpine(image)
        .or(() -> suse(image))
        .or(() -> redHat(image))
        .or(() -> debian(image))
        .orElseThrow(
            () -> unknown(image, "it is '%s', no installer that is known".formatted(named(image))));
  }

  /** mkimage of Alpine's aports leaves this, as {@code alpine-std-3.20.3 240906}. */
  private static Optional<Distribution> alpine(IsoImage image) {
    return text(image, "/.alpine-release")
        .map(release -> new Distribution(Family.ALPINE, firstLine(release), new SetupAlpine()));
  }

  /** SUSE's media name their products, as {@code / openSUSE-Leap 15.5-1}; "content" did before. */
  private static Optional<Distribution> suse(IsoImage image) {
    return text(image, "/media.1/products")
        .map(products -> firstLine(products).replaceFirst("^/ ", ""))
        .or(() -> text(image, "/media.1/media").map(Distribution::firstLine))
        .or(
            () ->
                text(image, "/content")
                    .filter(content -> content.startsWith("CONTENTSTYLE"))
                    .map(content -> suseLabel(content, image)))
        .map(name -> new Distribution(Family.SUSE, name, new Yast()));
  }

  private static String suseLabel(String content, IsoImage image) {
    Matcher label = Pattern.compile("(?m)^(?:LABEL|DISTRO [^,]*,)\\s*(.+)$").matcher(content);
    return label.find() ? label.group(1).strip() : image.volumeId();
  }

  /** productmd writes .treeinfo, lorax and pungi .discinfo: time, release and architecture. */
  private static Optional<Distribution> redHat(IsoImage image) {
    return text(image, "/.treeinfo")
        .flatMap(Distribution::treeName)
        .or(() -> text(image, "/.discinfo").flatMap(info -> info.lines().skip(1).findFirst()))
        .map(
            name ->
                name.contains("SUSE")
                    ? new Distribution(Family.SUSE, name, new Yast())
                    : new Distribution(Family.RHEL, name, new Anaconda()));
  }

  private static Optional<String> treeName(String treeinfo) {
    return Pattern.compile("(?m)^\\[general\\]$[^\\[]*?^name\\s*=\\s*(.+)$")
        .matcher(treeinfo)
        .results()
        .map(found -> found.group(1).strip())
        .findFirst();
  }

  /** debian-cd and Ubuntu's builder write the medium's name here. */
  private static Optional<Distribution> debian(IsoImage image) {
    String info = firstLine(text(image, "/.disk/info").orElse(""));
    if (hasLiveSystem(image, "/casper")) {
      requireSubiquity(image, info);
      return Optional.of(new Distribution(Family.UBUNTU, info, new Subiquity()));
    }
    if (hasLiveSystem(image, "/live") || hasLiveSystem(image, "/LiveOS")) {
      throw unknown(
          image, "it is '%s', a live system whose installer is not known".formatted(named(image)));
    }
    return Optional.of(info)
        .filter(name -> name.startsWith("Debian") || name.startsWith("Ubuntu"))
        .map(name -> name.startsWith("Debian") ? Family.DEBIAN : Family.UBUNTU)
        .map(family -> new Distribution(family, info, new DebianInstaller()));
  }

  /** The file came with Subiquity's desktop; the live server had it from its second year on. */
  private static void requireSubiquity(IsoImage image, String info) {
    Matcher server = UBUNTU.matcher(info);
    boolean installs =
        server.matches()
            ? Integer.parseInt(server.group(1) + server.group(2)) >= UBUNTU_20_04
            : isFile(image, "/casper/install-sources.yaml");
    if (!installs) {
      throw unknown(
          image, "it is '%s', a live system whose installer reads no answers".formatted(info));
    }
  }

  private static String named(IsoImage image) {
    return text(image, "/.disk/info").map(Distribution::firstLine).orElse(image.volumeId());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }

  private static Optional<String> text(IsoImage image, String path) {
    return image
        .find(path)
        .filter(e -> e.kind() == IsoEntry.Kind.FILE && e.size() <= LONGEST_METADATA)
        .map(e -> new String(image.read(path), UTF_8));
  }

  private static boolean isFile(IsoImage image, String path) {
    return image.find(path).filter(e -> e.kind() == IsoEntry.Kind.FILE).isPresent();
  }

  private static boolean hasLiveSystem(IsoImage image, String folder) {
    Optional<IsoEntry> found = image.find(folder).filter(e -> e.kind() == IsoEntry.Kind.DIRECTORY);
    return found.isPresent()
        && image.list(folder).stream().anyMatch(e -> e.name().matches(".*\\.(squashfs|img)"));
  }

  static UnsupportedException unknown(IsoImage image, String problem) {
    return new UnsupportedException(
        InstallerIso.subject(image.file()),
        problem,
        "Use an installer of Debian, Ubuntu, the RHEL family, SUSE (with YaST) or Alpine, or edit"
            + " this medium with IsoRemaster");
  }
}
