package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.qcow2.Extent;
import io.kvmsdk.testkit.DiskImages.Backing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The dirty bitmaps of a fake host's images. QEMU notes each write; here it is kept what a disk
 * held, by digests, and compared when somebody asks. As in QEMU, they belong to the images and
 * outlive what libvirt knows of checkpoints.
 */
final class Bitmaps {
  private final HostFiles files;
  private final DiskImages images;
  private final Map<String, Map<String, Map<Long, ByteBuffer>>> byImage = new HashMap<>();

  Bitmaps(HostFiles files, DiskImages images) {
    this.files = files;
    this.images = images;
  }

  void add(Backing image, String name) {
    byImage.computeIfAbsent(image.path(), i -> new HashMap<>()).put(name, held(image));
  }

  void remove(Backing image, String name) {
    images.chain(image).forEach(i -> byImage.getOrDefault(i.path(), new HashMap<>()).remove(name));
  }

  /** What an image has goes to the one that it is merged into. */
  void move(Backing image, Backing into) {
    Map<String, Map<Long, ByteBuffer>> moved = byImage.remove(image.path());
    if (moved != null) {
      byImage.computeIfAbsent(into.path(), i -> new HashMap<>()).putAll(moved);
    }
  }

  boolean has(Backing image, String name) {
    return find(image, name).isPresent();
  }

  private Optional<Map<Long, ByteBuffer>> find(Backing image, String name) {
    return images.chain(image).stream()
        .map(i -> byImage.getOrDefault(i.path(), Map.of()).get(name))
        .filter(b -> b != null)
        .findFirst();
  }

  /** What the disk holds otherwise than when the bitmap was made. */
  List<Extent> changes(Backing image, String name) {
    Map<Long, ByteBuffer> before = find(image, name).orElseThrow();
    Map<Long, ByteBuffer> now = held(image);
    SortedSet<Long> clusters = new TreeSet<>(before.keySet());
    clusters.addAll(now.keySet());
    clusters.removeIf(
        c -> Optional.ofNullable(now.get(c)).equals(Optional.ofNullable(before.get(c))));
    return ImageParts.extents(clusters, images.capacity(image).bytes());
  }

  /** The digests of all clusters that are not zeros. */
  private Map<Long, ByteBuffer> held(Backing image) {
    Path file = files.readable(image.path());
    try (ImageContent content = ImageContent.open(files, images.chain(image))) {
      SortedSet<Long> clusters = new TreeSet<>();
      content.extents().forEach(extent -> clusters.addAll(ImageParts.clusters(extent)));
      Map<Long, ByteBuffer> digests = new HashMap<>();
      for (Extent cluster : ImageParts.extents(clusters, content.capacity().bytes())) {
        byte[] bytes = new byte[(int) cluster.length()];
        content.read(cluster.offset(), ByteBuffer.wrap(bytes));
        if (!Arrays.equals(bytes, new byte[bytes.length])) {
          digests.put(ImageParts.clusters(cluster).first(), ByteBuffer.wrap(digest(bytes)));
        }
      }
      return digests;
    } catch (IOException e) {
      throw FileErrors.explain("looking at what is on", file, e);
    }
  }

  private static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }
}
