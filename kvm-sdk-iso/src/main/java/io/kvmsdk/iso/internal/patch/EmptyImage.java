package io.kvmsdk.iso.internal.patch;

import io.kvmsdk.iso.internal.ecma119.DirectoryExtent;
import io.kvmsdk.iso.internal.ecma119.DirectoryRecord;
import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.iso.internal.ecma119.Numbers;
import io.kvmsdk.iso.internal.ecma119.Timestamps;
import io.kvmsdk.iso.internal.eltorito.NewCatalog;
import io.kvmsdk.iso.internal.rockridge.Dialect;
import io.kvmsdk.iso.internal.susp.ContinuationAreas;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An ISO image with nothing in it, to be filled by the same hands that change existing ones. */
public final class EmptyImage {
  private static final int BLOCK = ImageBytes.BLOCK;

  /** Where everything lies. The boot record and its catalog stay blank where there is none. */
  private static final int PRIMARY = 16;

  private static final int BOOT_RECORD = 17;
  private static final int CATALOG = 27;
  private static final int LENGTH = 28;

  /** One tree's descriptor, path tables and root. */
  private enum Tree {
    PLAIN(20, 21, 22),
    JOLIET(24, 25, 26);

    private final int pathTableL;
    private final int pathTableM;
    private final int root;

    Tree(int pathTableL, int pathTableM, int root) {
      this.pathTableL = pathTableL;
      this.pathTableM = pathTableM;
      this.root = root;
    }
  }

  private static final int CONTINUATION = 23;

  private final byte[] image = new byte[LENGTH * BLOCK];
  private final String label;
  private final Instant time;

  private EmptyImage(String label, Instant time) {
    this.label = label;
    this.time = time;
  }

  /**
   * An image with Rock Ridge and Joliet.
   *
   * @param label up to 32 bytes
   * @param bootable whether to keep a place for an El Torito catalog, at {@link #catalogOffset}
   */
  public static ImageInMemory create(String label, Instant time, boolean bootable) {
    EmptyImage empty = new EmptyImage(label, time);
    int joliet = bootable ? BOOT_RECORD + 1 : BOOT_RECORD;
    empty.descriptor(PRIMARY, Tree.PLAIN);
    if (bootable) {
      empty.bootRecord();
    }
    empty.descriptor(joliet, Tree.JOLIET);
    empty.header(joliet + 1, 255);
    empty.root(Tree.PLAIN, empty.rockRidge());
    empty.root(Tree.JOLIET, List.of(new byte[0], new byte[0]));
    return new ImageInMemory("new image '" + label + "'", empty.image);
  }

  /** Where the boot catalog lies, in bytes. */
  public static long catalogOffset() {
    return (long) CATALOG * BLOCK;
  }

  /** Type, identifier and version (8.1). */
  private int header(int block, int type) {
    int at = block * BLOCK;
    image[at] = (byte) type;
    put(at + 1, "CD001", StandardCharsets.US_ASCII);
    image[at + 6] = 1;
    return at;
  }

  private void put(int at, String text, Charset charset) {
    byte[] bytes = text.getBytes(charset);
    System.arraycopy(bytes, 0, image, at, bytes.length);
  }

  /** The boot record volume descriptor (El Torito 2.0, figure 7). */
  private void bootRecord() {
    int at = header(BOOT_RECORD, 0);
    put(at + 7, "EL TORITO SPECIFICATION", StandardCharsets.US_ASCII);
    Numbers.putLe32(image, at + 71, CATALOG);
    byte[] nothingYet = new NewCatalog(NewCatalog.BIOS).bytes();
    System.arraycopy(nothingYet, 0, image, CATALOG * BLOCK, nothingYet.length);
  }

  /** A primary (8.4) or Joliet (8.5) descriptor. */
  private void descriptor(int block, Tree tree) {
    boolean joliet = tree == Tree.JOLIET;
    int at = header(block, joliet ? 2 : 1);
    Charset charset = joliet ? StandardCharsets.UTF_16BE : StandardCharsets.US_ASCII;
    blank(at + 8, 64, charset);
    blank(at + 190, 813 - 190, charset);
    put(at + 40, joliet ? label.substring(0, Math.min(16, label.length())) : label, charset);
    if (joliet) {
      put(at + 88, "%/E", StandardCharsets.US_ASCII);
    }
    Numbers.putBoth32(image, at + 80, LENGTH);
    Numbers.putBoth16(image, at + 120, 1);
    Numbers.putBoth16(image, at + 124, 1);
    Numbers.putBoth16(image, at + 128, BLOCK);
    pathTables(at, tree);
    byte[] root = dot(0, tree, new byte[0]).bytes();
    System.arraycopy(root, 0, image, at + 156, root.length);
    byte[] stamp = Timestamps.toLong(time);
    System.arraycopy(stamp, 0, image, at + 813, stamp.length);
    System.arraycopy(stamp, 0, image, at + 830, stamp.length);
    unset(at + 847);
    unset(at + 864);
    image[at + 881] = 1;
  }

  /** Texts are filled up with spaces: 8.4.5, 8.4.6, and 8.4.19 to 8.4.25. */
  private void blank(int at, int length, Charset charset) {
    int width = " ".getBytes(charset).length;
    put(at, " ".repeat(length / width), charset);
  }

  /** A date that is not set is sixteen zeros and an offset of 0 (8.4.26.1). */
  private void unset(int at) {
    put(at, "0".repeat(16), StandardCharsets.US_ASCII);
  }

  private void pathTables(int at, Tree tree) {
    byte[] table = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Numbers.putBoth32(image, at + 132, table.length);
    Numbers.putLe32(image, at + 140, tree.pathTableL);
    Numbers.putBe32(image, at + 148, tree.pathTableM);
    Numbers.putLe32(table, 2, tree.root);
    Numbers.putLe16(table, 6, 1);
    System.arraycopy(table, 0, image, tree.pathTableL * BLOCK, table.length);
    Numbers.putBe32(table, 2, tree.root);
    Numbers.putBe16(table, 6, 1);
    System.arraycopy(table, 0, image, tree.pathTableM * BLOCK, table.length);
  }

  private DirectoryRecord dot(int identifier, Tree tree, byte[] systemUse) {
    return DirectoryRecord.create(
            new byte[] {(byte) identifier},
            DirectoryRecord.DIRECTORY,
            Timestamps.toShort(time),
            systemUse)
        .withExtent(tree.root, BLOCK);
  }

  private void root(Tree tree, List<byte[]> systemUse) {
    byte[] content =
        DirectoryExtent.pack(
            List.of(dot(0, tree, systemUse.get(0)), dot(1, tree, systemUse.get(1))));
    System.arraycopy(content, 0, image, tree.root * BLOCK, content.length);
  }

  /** The entries of the root's two records: SP and ER in the first (SUSP 5.3, 5.5; RRIP 4.3). */
  private List<byte[]> rockRidge() {
    ContinuationAreas areas = new ContinuationAreas();
    List<byte[]> attributes =
        Dialect.RRIP_1_09.entries(
            new Dialect.Attributes(RecordFactory.DIRECTORY_MODE, 2, 0, time, "", ""));
    List<byte[]> first = new ArrayList<>();
    first.add(SystemUseEntry.encode("SP", new byte[] {(byte) 0xBE, (byte) 0xEF, 0}));
    first.addAll(attributes);
    first.add(extensionReference());
    int room = DirectoryRecord.systemUseRoom(1);
    byte[] itself = areas.place(first, 0, room);
    System.arraycopy(
        areas.bytes(CONTINUATION), 0, image, CONTINUATION * BLOCK, areas.blocks() * BLOCK);
    return List.of(
        ContinuationAreas.located(itself, 0, CONTINUATION), areas.place(attributes, 0, room));
  }

  /** The words are the standard's own (RRIP 4.3). */
  private static byte[] extensionReference() {
    byte[] id = "RRIP_1991A".getBytes(StandardCharsets.US_ASCII);
    byte[] description =
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] source =
        ("PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN"
                + " PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.")
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(id.length);
    payload.write(description.length);
    payload.write(source.length);
    payload.write(1);
    payload.writeBytes(id);
    payload.writeBytes(description);
    payload.writeBytes(source);
    return SystemUseEntry.encode("ER", payload.toByteArray());
  }
}
