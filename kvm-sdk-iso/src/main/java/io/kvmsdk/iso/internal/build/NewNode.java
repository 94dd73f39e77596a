package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.patch.Content;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;

/** A file, folder or link that a new image shall hold, under the name that Rock Ridge shows. */
final class NewNode {
  private static final int TYPE_FILE = 0100000;
  private static final int TYPE_DIRECTORY = 0040000;
  private static final int TYPE_LINK = 0120000;

  private final String name;
  private final int type;
  private final Instant time;
  private final String linkTarget;
  private final TreeMap<String, NewNode> children = new TreeMap<>();
  private int folders;
  private int permissions;
  private Content content;
  private long block;

  private NewNode(
      String name, int type, int permissions, Instant time, Content content, String linkTarget) {
    this.name = name;
    this.type = type;
    this.permissions = permissions;
    this.time = time;
    this.content = content;
    this.linkTarget = linkTarget;
  }

  static NewNode folder(String name, Instant time) {
    return new NewNode(name, TYPE_DIRECTORY, 0555, time, Content.of(new byte[0]), "");
  }

  static NewNode file(String name, int permissions, Instant time, Content content) {
    return new NewNode(name, TYPE_FILE, permissions, time, content, "");
  }

  static NewNode link(String name, String target, Instant time) {
    return new NewNode(name, TYPE_LINK, 0777, time, Content.of(new byte[0]), target);
  }

  String name() {
    return name;
  }

  /** Type and permissions as in {@code st_mode}. */
  int mode() {
    return type | permissions;
  }

  void permissions(int newPermissions) {
    permissions = newPermissions;
  }

  Instant time() {
    return time;
  }

  boolean folder() {
    return type == TYPE_DIRECTORY;
  }

  boolean file() {
    return type == TYPE_FILE;
  }

  boolean link() {
    return type == TYPE_LINK;
  }

  /** Empty unless this is a link. */
  String linkTarget() {
    return linkTarget;
  }

  /** Of no bytes unless this is a file. */
  Content content() {
    return content;
  }

  /** Other bytes, as many as before. */
  void content(Content patched) {
    content = patched;
  }

  /** Where the data begins; 0 for what has none. */
  long block() {
    return block;
  }

  void block(long newBlock) {
    block = newBlock;
  }

  /** What a folder holds, in the order of names. */
  Collection<NewNode> children() {
    return children.values();
  }

  NewNode child(String childName) {
    return children.get(childName);
  }

  void add(NewNode child) {
    children.put(child.name, child);
    folders += child.folder() ? 1 : 0;
  }

  /** The number of hard links, as POSIX counts those of a folder: its own, and each {@code ..}. */
  int links() {
    return folder() ? 2 + folders : 1;
  }
}
