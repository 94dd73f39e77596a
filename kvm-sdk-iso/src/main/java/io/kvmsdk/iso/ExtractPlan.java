package io.kvmsdk.iso;

import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.tree.FileData;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeData;
import io.kvmsdk.iso.internal.tree.Tree;
import io.kvmsdk.iso.internal.tree.TreeWalk;
import io.kvmsdk.value.ByteSize;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be unpacked. It is all looked at before anything is written. */
final class ExtractPlan {
  private final ImageFile image;
  private final Tree tree;
  private final List<Item> folders = new ArrayList<>();
  private final List<File> files = new ArrayList<>();
  private final List<Item> links = new ArrayList<>();
  private final List<HardLink> hardLinks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<Identity, String> firstNames = new HashMap<>();
  private final Set<String> paths = new HashSet<>();
  private long size;

  /**
   * Something that becomes a file, folder or link.
   *
   * @param path from the target on, as {@code /a/b}; empty for the target itself
   */
  record Item(String path, Node node) {}

  /** A file with its content. */
  record File(Item item, NodeData content) {
    /** Where its data begins: an image is best read front to back. */
    long block() {
      return item.node().first().block();
    }
  }

  /** A further name of a file. */
  record HardLink(String path, String existing) {}

  /** By what hard links know each other; files that only share their data differ in the rest. */
  private record Identity(List<FileData.Run> runs, int mode, Instant modified) {}

  private ExtractPlan(ImageFile image, Tree tree) {
    this.image = image;
    this.tree = tree;
  }

  /**
   * Plans to unpack a file, or a folder with all that it holds.
   *
   * @throws io.kvmsdk.iso.error.IsoFormatException if a folder has a name twice, or content lies
   *     beyond the end of the image
   * @throws UnsupportedException if the content is larger than {@code options} allow
   */
  static ExtractPlan of(ImageFile image, Tree tree, Node top, ExtractOptions options) {
    ExtractPlan plan = new ExtractPlan(image, tree);
    plan.add(new Item("", top), options);
    if (top.directory()) {
      TreeWalk.of(image, tree, new TreeWalk.Step("", top), folder -> true)
          .forEach(s -> plan.add(new Item(s.path(), s.node()), options));
    }
    plan.refuseTooMuch(options);
    plan.files.sort(Comparator.comparingLong(File::block));
    return plan;
  }

  private void add(Item item, ExtractOptions options) {
    if (!paths.add(item.path())) {
      throw image.broken(
          item.node().first().position(),
          "ECMA-119 9.3, RRIP 4.1.4",
          "there are two files of the name " + item.path());
    }
    Node node = item.node();
    if (node.directory()) {
      folders.add(item);
    } else if (node.link()) {
      addLink(item, options);
    } else if (node.regular()) {
      addFile(item);
    } else {
      notes.add(item.path() + " is a device, socket or pipe, and was left out");
    }
  }

  private void addLink(Item item, ExtractOptions options) {
    String target = item.node().attributes().linkTarget();
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      throw image.broken(
          item.node().first().position(),
          "RRIP 4.1.3",
          "the symbolic link " + item.path() + " leads to no name");
    }
    if (options.links()) {
      links.add(item);
    } else {
      notes.add(item.path() + " is a symbolic link, and was left out");
    }
  }

  private void addFile(Item item) {
    String first = firstName(item);
    if (first.equals(item.path())) {
      NodeData content = tree.content(item.node());
      files.add(new File(item, content));
      size += content.size();
    } else {
      hardLinks.add(new HardLink(item.path(), first));
    }
  }

  /** The path under which this file came first; its own unless it has several names. */
  private String firstName(Item item) {
    Node node = item.node();
    if (node.attributes().owner().links() < 2 || node.size() == 0) {
      return item.path();
    }
    List<FileData.Run> runs = new FileData(image, node.records(), tree.shift()).runs();
    Identity identity = new Identity(runs, node.attributes().mode(), node.modified());
    String known = firstNames.putIfAbsent(identity, item.path());
    return known == null ? item.path() : known;
  }

  private void refuseTooMuch(ExtractOptions options) {
    long limit =
        options.maxSize().equals(ByteSize.ZERO)
            ? image.length() * ExtractOptions.SIZES_OF_IMAGE
            : options.maxSize().bytes();
    if (size > limit) {
      throw new UnsupportedException(
          Subject.of("ISO image", image.name()),
          "its files would take "
              + size
              + " bytes, more than the "
              + limit
              + " that are allowed for an image of "
              + image.length(),
          "If you trust the image, extract it with a larger ExtractOptions.maxSize");
    }
  }

  /** Each after the folder that it lies in. */
  List<Item> folders() {
    return folders;
  }

  /** In the order of their data. */
  List<File> files() {
    return files;
  }

  List<HardLink> hardLinks() {
    return hardLinks;
  }

  List<Item> links() {
    return links;
  }

  List<String> notes() {
    return notes;
  }

  /** The content of all files, in bytes. */
  long size() {
    return size;
  }
}
