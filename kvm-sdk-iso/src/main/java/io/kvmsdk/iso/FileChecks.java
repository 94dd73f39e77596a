package io.kvmsdk.iso;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.checksum.ChecksumList;
import io.kvmsdk.iso.internal.checksum.Digests;
import io.kvmsdk.iso.internal.tree.LinkResolver;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares files with {@code md5sum.txt}, which lists links by what they lead to. */
final class FileChecks {
  private final IsoImage iso;
  private final Tree tree;
  private final LinkResolver links;
  private final Map<IsoExtent, String> digests = new HashMap<>();

  FileChecks(IsoImage iso, Tree tree, LinkResolver links) {
    this.iso = iso;
    this.tree = tree;
    this.links = links;
  }

  List<FileMismatch> run() {
    if (iso.find(ChecksumList.PATH).isEmpty()) {
      throw new NotFoundException(
          Subject.of("file", ChecksumList.PATH),
          "the ISO image " + iso.file() + " has no list of checksums",
          "Compare the whole image with the checksum that its publisher gives");
    }
    List<FileMismatch> mismatches = new ArrayList<>();
    ChecksumList.parse(iso.read(ChecksumList.PATH))
        .digests()
        .forEach(
            (path, expected) -> {
              Optional<Node> file = links.resolve(path).filter(Node::regular);
              String actual = file.map(this::digest).orElse("");
              if (!actual.equals(expected)) {
                mismatches.add(new FileMismatch(path, expected, actual));
              }
            });
    return List.copyOf(mismatches);
  }

  /** Each extent is read once, however many names it has. */
  private String digest(Node file) {
    return file.size() == 0
        ? compute(file)
        : digests.computeIfAbsent(
            new IsoExtent(file.first().block(), file.size()), extent -> compute(file));
  }

  private String compute(Node file) {
    try (InputStream in = tree.open(file)) {
      return Digests.md5(in);
    } catch (IOException e) {
      throw FileErrors.explain("reading", iso.file(), e);
    }
  }
}
