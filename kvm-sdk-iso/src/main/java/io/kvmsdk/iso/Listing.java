package io.kvmsdk.iso;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.tree.Glob;
import io.kvmsdk.iso.internal.tree.IsoPath;
import io.kvmsdk.iso.internal.tree.LinkResolver;
import io.kvmsdk.iso.internal.tree.Naming;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.PathLookup;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the paths of one tree lead to. */
final class Listing {
  private final Path file;
  private final ImageBytes image;
  private final Tree tree;
  private final PathLookup lookup;

  /**
   * @param file what messages call the image
   */
  Listing(Path file, ImageBytes image, Tree tree) {
    this.file = file;
    this.image = image;
    this.tree = tree;
    this.lookup = new PathLookup(tree);
  }

  Optional<IsoEntry> find(String path) {
    return lookup.find(IsoPath.names(path)).map(n -> IsoEntry.of(IsoPath.normal(path), n));
  }

  IsoEntry get(String path) {
    return IsoEntry.of(IsoPath.normal(path), node(path));
  }

  List<IsoEntry> list(String directory) {
    Node node = node(directory);
    if (!node.directory()) {
      throw new InvalidSpecException(
          Subject.of("path", directory), List.of("it is not a folder in " + file));
    }
    String prefix = IsoPath.names(directory).isEmpty() ? "/" : IsoPath.normal(directory) + "/";
    return lookup.children(node).stream().map(n -> IsoEntry.of(prefix + n.name(), n)).toList();
  }

  Stream<IsoEntry> walk() {
    return TreeWalk.of(image, tree).map(step -> IsoEntry.of(step.path(), step.node()));
  }

  Stream<IsoEntry> glob(String pattern) {
    Glob glob = new Glob(pattern, tree.naming() == Naming.PLAIN);
    List<String> names = glob.literalPrefix();
    Optional<Node> start = lookup.find(names).filter(Node::directory);
    if (start.isEmpty()) {
      return Stream.empty();
    }
    TreeWalk.Step folder =
        new TreeWalk.Step(names.isEmpty() ? "" : IsoPath.join(names), start.get());
    return TreeWalk.of(image, tree, folder, step -> glob.leadsOn(step.path()))
        .filter(step -> glob.matches(step.path()))
        .map(step -> IsoEntry.of(step.path(), step.node()));
  }

  /** Follows links, as paths themselves do not. */
  LinkResolver links() {
    return new LinkResolver(lookup);
  }

  Node node(String path) {
    return lookup
        .find(IsoPath.names(path))
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("file", IsoPath.normal(path)),
                    "it is not in the ISO image " + file,
                    "List the image to see its paths; upper and lower case differ"));
  }

  Node file(String path) {
    Node node = node(path);
    if (!node.regular()) {
      String is = node.directory() ? "a folder" : "a link or device";
      throw InvalidSpecException.of(
          Subject.of("path", IsoPath.normal(path)), "it is " + is + ", not a file, in " + file);
    }
    return node;
  }
}
