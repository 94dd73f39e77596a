package io.kvmsdk.iso;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.file.AtomicFile;
import io.kvmsdk.internal.file.AtomicFile.Existing;
import io.kvmsdk.iso.internal.ecma119.ImageFile;
import io.kvmsdk.iso.internal.patch.PatchSink;
import io.kvmsdk.iso.internal.rockridge.Permissions;
import io.kvmsdk.iso.internal.tree.FileData;
import io.kvmsdk.iso.internal.tree.Node;
import io.kvmsdk.iso.internal.tree.NodeData;
import io.kvmsdk.iso.internal.tree.NodeStream;
import io.kvmsdk.progress.Job;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Unpacks what was planned: folders, then files, then links, so that no link is there yet when
 * anything is written; at last what writing would change again. A new tree grows under a temporary
 * name.
 */
final class Extractor {
  /** How often progress is told, and an interrupt noticed. */
  private static final long STEP = 32L << 20;

  /** What zisofs usually inflates in one go. */
  private static final int BLOCK = 1 << 17;

  private static final int FOLDER = 0777;
  private static final int FILE = 0666;
  private static final int FOLDER_OWNER = 0700;
  private static final int FILE_OWNER = 0600;

  private final ImageFile image;
  private final ExtractPlan plan;
  private final ExtractOptions options;
  private final Path target;
  private final boolean fillsFolder;
  private final Path work;
  private final boolean posix;
  private final PartialTree made = new PartialTree();

  private Extractor(ImageFile image, ExtractPlan plan, Path target, ExtractOptions options)
      throws IOException {
    this.image = image;
    this.plan = plan;
    this.options = options;
    this.target = target;
    Path absolute = target.toAbsolutePath();
    this.fillsFolder = !plan.folders().isEmpty() && emptyFolder(absolute);
    if (!fillsFolder && Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw new AlreadyExistsException(
          Subject.of("file", target),
          "it exists, and is kept",
          "Choose another name, or an empty folder for a folder's content");
    }
    this.work = fillsFolder ? absolute : AtomicFile.temporary(absolute);
    this.posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean emptyFolder(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
      return !content.iterator().hasNext();
    }
  }

  /** Makes {@code target}; whatever fails, nothing is left of it. */
  static Extraction extract(
      ImageFile image, ExtractPlan plan, Path target, ExtractOptions options, Job job) {
    try {
      return new Extractor(image, plan, target, options).extract(job);
    } catch (IOException e) {
      throw FileErrors.explain("extracting", target, e);
    }
  }

  private Extraction extract(Job job) throws IOException {
    boolean done = false;
    try {
      makeFolders();
      for (ExtractPlan.File file : plan.files()) {
        write(file, job);
      }
      for (ExtractPlan.HardLink link : plan.hardLinks()) {
        makeHardLink(link);
      }
      for (ExtractPlan.Item link : plan.links()) {
        makeLink(link);
      }
      finishFolders();
      moveIntoPlace();
      done = true;
    } finally {
      if (!done) {
        made.remove();
      }
    }
    return result();
  }

  private void moveIntoPlace() throws IOException {
    if (!fillsFolder) {
      AtomicFile.moveIntoPlace(work, target.toAbsolutePath(), Existing.KEEP);
      Files.deleteIfExists(work);
    }
  }

  private Extraction result() {
    return new Extraction(
        target,
        plan.folders().size(),
        plan.files().size() + plan.hardLinks().size(),
        plan.links().size(),
        ByteSize.bytes(plan.size()),
        plan.notes());
  }

  private void makeFolders() throws IOException {
    for (ExtractPlan.Item folder : plan.folders()) {
      if (!(fillsFolder && folder.path().isEmpty())) {
        Path local = local(folder.path());
        Files.createDirectory(local, permissions(folder.node(), FOLDER, FOLDER_OWNER));
        made.madeFolder(local);
      }
    }
  }

  /** Writing into a folder changes its time, and needs the permission. */
  private void finishFolders() throws IOException {
    List<ExtractPlan.Item> folders = plan.folders();
    for (int i = folders.size() - 1; i >= 0; i--) {
      ExtractPlan.Item folder = folders.get(i);
      if (!(fillsFolder && folder.path().isEmpty())) {
        finish(local(folder.path()), folder.node());
      }
    }
  }

  private void write(ExtractPlan.File planned, Job job) throws IOException {
    ExtractPlan.Item item = planned.item();
    Path file = local(item.path());
    Set<StandardOpenOption> create =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out =
        FileChannel.open(file, create, permissions(item.node(), FILE, FILE_OWNER))) {
      made.made(file);
      copy(planned.content(), out, job);
    }
    finish(file, item.node());
  }

  private void copy(NodeData content, FileChannel out, Job job) throws IOException {
    if (content instanceof FileData stored) {
      for (FileData.Run run : stored.runs()) {
        transfer(run, out, job);
      }
    } else {
      decompress(content, out, job);
    }
  }

  private void transfer(FileData.Run run, FileChannel out, Job job) throws IOException {
    for (long done = 0; done < run.length(); ) {
      refuseInterrupt();
      long count = image.transferTo(run.offset() + done, Math.min(STEP, run.length() - done), out);
      done += count;
      job.advance(count);
    }
  }

  private void decompress(NodeData content, FileChannel out, Job job) throws IOException {
    byte[] block = new byte[BLOCK];
    try (InputStream in = new NodeStream(content)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        refuseInterrupt();
        PatchSink.writeFully(out, out.size(), ByteBuffer.wrap(block, 0, n));
        job.advance(n);
      }
    }
  }

  private void refuseInterrupt() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(
          Subject.of("ISO image", image.name()), "extracting was interrupted", "");
    }
  }

  private void makeHardLink(ExtractPlan.HardLink link) throws IOException {
    Path existing = local(link.existing());
    Path further = local(link.path());
    try {
      Files.createLink(further, existing);
      made.made(further);
    } catch (UnsupportedOperationException noLinksHere) {
      Files.copy(existing, further, StandardCopyOption.COPY_ATTRIBUTES);
      made.made(further);
    }
  }

  private void makeLink(ExtractPlan.Item item) throws IOException {
    Path link = local(item.path());
    String text = item.node().attributes().linkTarget();
    try {
      Files.createSymbolicLink(link, link.getFileSystem().getPath(text));
      made.made(link);
    } catch (UnsupportedOperationException | InvalidPathException e) {
      throw new UnsupportedException(
          Subject.of("symbolic link", item.path()),
          "it cannot be made here with the target '" + text + "': " + e.getMessage(),
          "Extract without links: ExtractOptions.DEFAULT.withoutLinks()",
          e);
    }
    setTime(link, item.node());
  }

  private void finish(Path made, Node node) throws IOException {
    if (posix && options.exactPermissions() && node.attributes().mode() != 0) {
      Files.setPosixFilePermissions(made, Permissions.of(node.attributes().mode()));
    }
    setTime(made, node);
  }

  /** The time of access is set too: it would have to be read to be kept. */
  private static void setTime(Path made, Node node) throws IOException {
    FileTime time = FileTime.from(node.modified());
    Files.getFileAttributeView(made, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }

  /** The umask takes its share of them when the file is made. */
  private FileAttribute<?>[] permissions(Node node, int usual, int owner) {
    int mode = node.attributes().mode() == 0 ? usual : node.attributes().mode() | owner;
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(Permissions.of(mode))}
        : new FileAttribute<?>[0];
  }

  /** Where {@code path} of the plan is made: below the target, whatever its names contain. */
  private Path local(String path) {
    Path at = work;
    for (String name : path.substring(Math.min(1, path.length())).split("/")) {
      at = name.isEmpty() ? at : child(at, name, path);
    }
    return at;
  }

  private static Path child(Path folder, String name, String path) {
    String problem = "this file system knows no such file name";
    try {
      Path child = folder.resolve(name);
      if (folder.equals(child.getParent()) && child.getFileName().toString().equals(name)) {
        return child;
      }
    } catch (InvalidPathException e) {
      problem += ": " + e.getMessage();
    }
    throw new UnsupportedException(
        Subject.of("file", path),
        problem,
        "On Linux, run Java in a UTF-8 locale; else read the file through newInputStream");
  }
}
