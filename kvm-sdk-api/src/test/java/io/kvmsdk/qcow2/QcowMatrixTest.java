package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to lay out a new image, beside {@code qemu-img create} told the same. */
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class QcowMatrixTest {
  private static final ByteSize SIZE = ByteSize.mib(40);

  @TempDir Path folder;

  private Path raw;
  private Path ours;
  private Path theirs;

  /** One choice of each option; an empty backing format is an image that stands alone. */
  record Choice(
      int version,
      int clusterBits,
      int refcountBits,
      boolean lazy,
      boolean extendedL2,
      Optional<BackingFormat> backing) {

    private static final List<Optional<BackingFormat>> BACKINGS =
        List.of(Optional.empty(), Optional.of(BackingFormat.RAW), Optional.of(BackingFormat.QCOW2));

    /** The features and the backing alternate, so that each meets each width and size. */
    static Stream<Choice> all() {
      List<Choice> all = new ArrayList<>();
      for (int bits = 9; bits <= 21; bits++) {
        for (int order = 0; order <= 6; order++) {
          int n = bits + order;
          boolean extended = bits >= 14 && n % 2 == 0;
          all.add(new Choice(3, bits, 1 << order, n % 3 == 0, extended, BACKINGS.get(n % 3)));
        }
        all.add(new Choice(2, bits, 16, false, false, Optional.empty()));
      }
      return all.stream();
    }

    String qemuOptions() {
      return "compat=%s,cluster_size=%d,refcount_bits=%d,lazy_refcounts=%s,extended_l2=%s"
          .formatted(
              version == 2 ? "0.10" : "1.1",
              1 << clusterBits,
              refcountBits,
              lazy ? "on" : "off",
              extendedL2 ? "on" : "off");
    }

    void create(Path target, Path base) {
      if (backing.isEmpty()) {
        QcowSpec.builder()
            .size(SIZE)
            .version(version)
            .clusterSize(ByteSize.bytes(1 << clusterBits))
            .refcountBits(refcountBits)
            .lazyRefcounts(lazy)
            .extendedL2(extendedL2)
            .durable(false)
            .build()
            .create(target);
        return;
      }
      QcowOverlay.on(base, backing.get()).toBuilder()
          .size(SIZE)
          .clusterSize(ByteSize.bytes(1 << clusterBits))
          .refcountBits(refcountBits)
          .lazyRefcounts(lazy)
          .extendedL2(extendedL2)
          .durable(false)
          .build()
          .create(target);
    }
  }

  @BeforeEach
  void makeBase() throws IOException {
    byte[] content = new byte[(3 << 20) + 512];
    java.util.Arrays.fill(content, (byte) 7);
    raw = Files.write(folder.resolve("base.raw"), content);
    ours = folder.resolve("image.qcow2");
    theirs = Files.createDirectory(folder.resolve("theirs")).resolve("image.qcow2");
  }

  private Path base(Choice choice) {
    if (choice.backing().equals(Optional.of(BackingFormat.QCOW2))) {
      Path base = folder.resolve("base.qcow2");
      Tool.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, base).orFail();
      return base;
    }
    return raw;
  }

  @ParameterizedTest
  @MethodSource("io.kvmsdk.qcow2.QcowMatrixTest$Choice#all")
  void create_whateverTheLayout_qemuSeesWhatItWouldHaveMade(Choice choice) throws IOException {
    Path base = base(choice);
    choice.create(ours, base);
    List<Object> create =
        new ArrayList<>(
            List.of("qemu-img", "create", "-q", "-f", "qcow2", "-o", choice.qemuOptions()));
    choice.backing().ifPresent(f -> create.addAll(List.of("-F", f, "-b", base)));
    create.addAll(List.of(theirs, SIZE.bytes()));
    Tool.run(create.toArray()).orFail();
    assertThat(info(ours)).isEqualTo(info(theirs).replace("/theirs/", "/"));
    Tool.run("qemu-img", "compare", "-f", "qcow2", "-F", "qcow2", ours, theirs).orFail();

    String[] script = {"write -P 0xab 1000k 3M", "read -P 0xab 1000k 3M", "read -P 0 30M 4M"};
    String below = choice.backing().isEmpty() ? "read -P 0 0 1000k" : "read -P 7 0 1000k";
    Tool.Result io =
        Tool.run(
            "qemu-io", "-f", "qcow2", "-c", below, "-c", script[0], "-c", script[1], "-c",
            script[2], ours);
    assertThat(io.orFail().output()).doesNotContain("failed");
    Tool.run("qemu-img", "check", "-f", "qcow2", ours).orFail();
  }

  /** The disk space of an image depends on who made it, and when. */
  private static String info(Path image) {
    Tool.run("qemu-img", "check", "-f", "qcow2", image).orFail();
    return Tool.run("qemu-img", "info", "--output=json", "-f", "qcow2", image)
        .orFail()
        .output()
        .replaceAll("\"actual-size\": \\d+,?", "");
  }
}
