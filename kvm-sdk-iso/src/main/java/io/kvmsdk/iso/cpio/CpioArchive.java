package io.kvmsdk.iso.cpio;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * A small cpio archive, to be loaded after an installer's own initrd: Linux unpacks one archive
 * after the other, so that files can be added to an initrd that is not touched.
 *
 * <pre>{@code
 * byte[] initrd = CpioArchive.EMPTY.with("preseed.cfg", answers).toGzip();
 * }</pre>
 *
 * <p>Immutable. The same files give the same bytes: owners, times and inode numbers are fixed, and
 * the order is that of the names.
 */
public final class CpioArchive {
  public static final CpioArchive EMPTY = new CpioArchive(Collections.emptySortedMap());

  private static final String MAGIC = "070701";
  private static final String TRAILER = "TRAILER!!!";
  private static final int ALIGNMENT = 4;

  /** The kernel's PATH_MAX, the NUL included. */
  private static final int LONGEST_NAME = 4096;

  private static final int FOLDER = 040755;
  private static final int REGULAR = 0100000;
  private static final int OWNER_ONLY = 0600;

  private final Map<String, Entry> entries;

  private CpioArchive(Map<String, Entry> entries) {
    this.entries = entries;
  }

  private record Entry(int mode, byte[] content) {}

  /** This archive and a file that only root can read; see {@link #with(String, int, byte[])}. */
  public CpioArchive with(String path, byte[] content) {
    return with(path, OWNER_ONLY, content);
  }

  /**
   * This archive and one more file, which replaces one of the same path. Folders above it are made
   * where they are not there.
   *
   * @param path from the root, with or without a slash before it, as {@code etc/motd}
   * @param permissions as chmod's, 0 to 07777
   */
  public CpioArchive with(String path, int permissions, byte[] content) {
    String[] names = names(path);
    Map<String, Entry> more = new TreeMap<>(entries);
    for (int depth = 1; depth < names.length; depth++) {
      String folder = String.join("/", Arrays.copyOf(names, depth));
      more.putIfAbsent(folder, new Entry(FOLDER, new byte[0]));
    }
    int mode = REGULAR | (permissions & 07777);
    more.put(String.join("/", names), new Entry(mode, content.clone()));
    return new CpioArchive(more);
  }

  private static String[] names(String path) {
    String[] names = path.replaceFirst("^/", "").split("/", -1);
    boolean good =
        path.indexOf('\0') < 0
            && path.getBytes(StandardCharsets.UTF_8).length < LONGEST_NAME
            && Arrays.stream(names).noneMatch(n -> n.isEmpty() || n.equals(".") || n.equals(".."));
    if (!good) {
      throw InvalidSpecException.of(
          Subject.of("path in a cpio archive", path), "it must be names with a slash between them");
    }
    return names;
  }

  /** The archive, not compressed; its length is a multiple of 4. */
  public byte[] toNewc() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int inode = 1;
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      write(out, inode++, entry.getKey(), entry.getValue());
    }
    write(out, 0, TRAILER, new Entry(0, new byte[0]));
    return out.toByteArray();
  }

  /**
   * The archive as one gzip member. Unlike a bare archive, it may begin at any offset within what
   * the boot loader puts together.
   */
  public byte[] toGzip() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(toNewc());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return out.toByteArray();
  }

  /**
   * inode, mode, uid, gid, links, mtime, size, device (major, minor), special device (major,
   * minor), length of the name, checksum: thirteen numbers of eight hex digits.
   */
  private static void write(ByteArrayOutputStream out, int inode, String path, Entry entry) {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    StringBuilder header = new StringBuilder(MAGIC);
    int size = entry.content.length;
    for (int field : new int[] {inode, entry.mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length, 0}) {
      header.append(String.format("%08x", field));
    }
    out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(name);
    align(out);
    out.writeBytes(entry.content);
    align(out);
  }

  private static void align(ByteArrayOutputStream out) {
    while (out.size() % ALIGNMENT != 0) {
      out.write(0);
    }
  }

  @Override
  public String toString() {
    return "CpioArchive" + entries.keySet();
  }
}
