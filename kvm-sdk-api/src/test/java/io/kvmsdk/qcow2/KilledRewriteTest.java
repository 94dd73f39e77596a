package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kill -9} at every write, sync and rename of what writes images anew: strace sends the
 * signal in place of the system call.
 */
@RequiresTool(
    value = {"strace", "-o", "/dev/null", "true"},
    debianPackage = "strace")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
class KilledRewriteTest {
  private static final int KILLED = 128 + 9;
  private static final List<String> CALLS = List.of("pwrite64", "fdatasync", "rename", "fsync");

  @TempDir Path folder;

  private Path images;

  enum Rewrite {
    REBASE("top.qcow2", "base.qcow2") {
      @Override
      void run(Path overlay, Path base) {
        QcowImage.rebase(overlay, "other.qcow2", BackingFormat.QCOW2, ProgressListener.NONE);
      }
    },
    FLATTEN("top.qcow2", "base.qcow2") {
      @Override
      void run(Path overlay, Path base) {
        Flatten.of(overlay, BackingFormat.QCOW2).inPlace(ProgressListener.NONE);
      }
    },
    COMMIT("top.qcow2", "base.qcow2") {
      @Override
      void run(Path overlay, Path base) {
        Commit.of(overlay).into(base);
      }
    },
    COMMIT_TO_RAW("over-raw.qcow2", "base.raw") {
      @Override
      void run(Path overlay, Path base) {
        Commit.of(overlay).into(base);
      }
    };

    private final String overlay;
    private final String base;

    Rewrite(String overlay, String base) {
      this.overlay = overlay;
      this.base = base;
    }

    abstract void run(Path overlay, Path base);

    void run(Path folder) {
      run(folder.resolve(overlay), folder.resolve(base));
    }

    boolean commits() {
      return this == COMMIT || this == COMMIT_TO_RAW;
    }

    public static void main(String[] arguments) {
      valueOf(arguments[0]).run(Path.of(arguments[1]));
    }
  }

  @BeforeEach
  void makeImages() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    qemu("qemu-img create -q -f qcow2 base.qcow2 1M");
    qemu("qemu-io -f qcow2 -c", "write -P 1 0 512k", "base.qcow2");
    qemu("qemu-img convert -f qcow2 -O raw base.qcow2 base.raw");
    qemu("qemu-img create -q -f qcow2 other.qcow2 1M");
    qemu("qemu-io -f qcow2 -c", "write -P 9 256k 512k", "other.qcow2");
    for (Rewrite rewrite : List.of(Rewrite.COMMIT, Rewrite.COMMIT_TO_RAW)) {
      String backing = " -b " + rewrite.base + " -F " + format(rewrite.base);
      qemu("qemu-img create -q -f qcow2" + backing + " " + rewrite.overlay + " 2M");
      qemu("qemu-io -f qcow2 -c", "write -P 2 200k 100k", rewrite.overlay);
      qemu("qemu-io -f qcow2 -c", "write -z 0 64k", rewrite.overlay);
      qemu("qemu-io -f qcow2 -c", "write -P 3 1536k 64k", rewrite.overlay);
    }
  }

  private void qemu(String words, String... more) {
    List<Object> command = new ArrayList<>(List.of(words.split(" ", -1)));
    command.addAll(List.of(more));
    Tool.runIn(images, command.toArray()).orFail();
  }

  private static String format(String file) {
    return file.endsWith(".raw") ? "raw" : "qcow2";
  }

  /** What the guest sees, as QEMU reads it now. */
  private Path content(Path image) {
    Path raw = folder.resolve(image.getFileName() + ".content");
    String format = format(image.toString());
    Tool.run("qemu-img", "convert", "-f", format, "-O", "raw", image, raw).orFail();
    return raw;
  }

  @ParameterizedTest
  @EnumSource
  void rewrite_whenTheJvmIsKilledAnywhere_losesNothing_andARerunCompletes(Rewrite rewrite)
      throws IOException {
    Path expected = content(images.resolve(rewrite.overlay));
    Path oldBase = content(images.resolve(rewrite.base));
    int moments = 0;
    for (String call : CALLS) {
      for (int nth = 1; ; nth++) {
        Path at = copy(images, call + nth);
        if (!killed(rewrite, at, call, nth)) {
          assertDone(rewrite, at, expected, oldBase);
          break;
        }
        moments++;
        assertNothingLost(rewrite, at, expected, oldBase);
        rewrite.run(at);
        assertDone(rewrite, at, expected, oldBase);
      }
    }
    assertThat(moments).isGreaterThan(CALLS.size());
  }

  private static Path copy(Path images, String name) throws IOException {
    Path copy = Files.createDirectory(images.resolveSibling(name));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(images)) {
      for (Path file : files) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private static boolean killed(Rewrite rewrite, Path at, String call, int nth) {
    List<Object> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
    command.addAll(List.of("-e", "trace=" + call));
    command.addAll(List.of("-e", "inject=" + call + ":signal=KILL:when=" + nth));
    command.addAll(ChildJvm.command(Rewrite.class, rewrite, at));
    Tool.Result result = Tool.run(command.toArray());
    assertThat(result.exit()).as(result.output()).isIn(0, KILLED);
    return result.exit() == KILLED;
  }

  /** Both are whole, old or new; but a raw base while it is written to, which the overlay hides. */
  private void assertNothingLost(Rewrite rewrite, Path at, Path expected, Path oldBase)
      throws IOException {
    Path overlay = at.resolve(rewrite.overlay);
    assertHolds(overlay, expected);
    assertThat(QcowImage.open(overlay).backingFile().orElse("none"))
        .isIn(rewrite.base, "other.qcow2", "none");
    Path base = at.resolve(rewrite.base);
    if (rewrite == Rewrite.COMMIT && Files.mismatch(content(base), oldBase) != -1) {
      assertHolds(base, expected);
    } else if (!rewrite.commits()) {
      assertHolds(base, oldBase);
    }
  }

  private void assertDone(Rewrite rewrite, Path at, Path expected, Path oldBase) {
    assertHolds(at.resolve(rewrite.overlay), expected);
    assertHolds(at.resolve(rewrite.base), rewrite.commits() ? expected : oldBase);
  }

  private static void assertHolds(Path image, Path content) {
    String format = format(image.toString());
    if (format.equals("qcow2")) {
      Tool.run("qemu-img", "check", "-q", "-f", "qcow2", image).orFail();
    }
    Tool.run("qemu-img", "compare", "-f", "raw", "-F", format, content, image).orFail();
  }
}
