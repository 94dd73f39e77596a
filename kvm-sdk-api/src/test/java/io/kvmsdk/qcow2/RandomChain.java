package io.kvmsdk.qcow2;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Backing chains that qemu-img and qemu-io fill; a seed always gives the same one. */
final class RandomChain {
  private static final List<String> OPTIONS =
      List.of(
          "cluster_size=512",
          "cluster_size=4k,refcount_bits=1",
          "cluster_size=64k",
          "cluster_size=2M,refcount_bits=64",
          "cluster_size=4k,compat=0.10",
          "cluster_size=64k,compat=0.10",
          "cluster_size=64k,compression_type=zstd",
          "cluster_size=16k,extended_l2=on,compression_type=zstd",
          "cluster_size=128k,extended_l2=on,lazy_refcounts=on");

  private final Path folder;
  private final Random random;
  private Path top;
  private String format;
  private int layers;

  private RandomChain(Path folder, int seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  /** The top of a new chain of {@code depth} layers; above 2, the lowest may be raw. */
  static Path create(Path folder, int seed, int depth) {
    RandomChain chain = new RandomChain(folder, seed);
    if (depth > 2 && chain.random.nextBoolean()) {
      chain.addRaw();
    }
    while (chain.layers < depth) {
      chain.addOverlay();
    }
    return chain.top;
  }

  /** Without a hole, and seldom ending at a sector. */
  private void addRaw() {
    byte[] content = new byte[1_000_000 + random.nextInt(1_000_000)];
    random.nextBytes(content);
    try {
      next("raw");
      Files.write(top, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void next(String newFormat) {
    top = folder.resolve("layer-" + layers++ + "." + newFormat);
    format = newFormat;
  }

  private void addOverlay() {
    Path backing = top;
    String backingFormat = format;
    String options = OPTIONS.get(random.nextInt(OPTIONS.size()));
    long size = (3000L + random.nextInt(3000)) * 512;
    next("qcow2");
    List<Object> create =
        new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "qcow2", "-o", options));
    if (backing != null) {
      create.addAll(List.of("-b", backing, "-F", backingFormat));
    }
    create.addAll(List.of(top, size));
    Tool.run(create.toArray()).orFail();
    fill(size, cluster(options));
  }

  private static int cluster(String options) {
    String size = options.substring("cluster_size=".length()).split(",", 2)[0];
    return size.endsWith("M")
        ? 2 << 20
        : size.endsWith("k") ? Integer.parseInt(size.replace("k", "")) << 10 : 512;
  }

  /**
   * Compressed writes come first: where they follow others, QEMU 7.2 now and then puts their data
   * into a cluster that is in use.
   */
  private void fill(long size, int cluster) {
    List<Object> command = new ArrayList<>(List.of("qemu-io", "-t", "unsafe", "-f", "qcow2"));
    for (int i = random.nextInt(6); i > 0; i--) {
      command.addAll(List.of("-c", compressed(size, cluster)));
    }
    for (int i = 3 + random.nextInt(20); i > 0; i--) {
      command.addAll(List.of("-c", write(size)));
    }
    command.add(top);
    // QEMU fails those compressed writes that meet a cluster which is there; all else is done.
    Tool.run(command.toArray());
  }

  private String compressed(long size, int cluster) {
    int place = random.nextInt((int) Math.max(1, size / cluster));
    long length = Math.min(cluster, size);
    return "write -c -P %d %d %d".formatted(random.nextInt(256), (long) place * cluster, length);
  }

  private String write(long size) {
    int unit = random.nextBoolean() ? 512 : 4096;
    int units = (int) (size / unit);
    int first = random.nextInt(units);
    long length = (1L + random.nextInt(Math.min(units - first, 60))) * unit;
    String place = " " + (long) first * unit + " " + length;
    return switch (random.nextInt(8)) {
      case 0, 1 -> "write -z" + place;
      case 2 -> "write -z -u" + place;
      case 3 -> "discard" + place;
      default -> "write -P " + random.nextInt(256) + place;
    };
  }
}
