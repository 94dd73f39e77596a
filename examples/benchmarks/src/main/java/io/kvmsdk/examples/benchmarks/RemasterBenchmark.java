package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.iso.IsoImage;
import io.kvmsdk.iso.IsoPatch;
import io.kvmsdk.iso.IsoRemaster;
import io.kvmsdk.progress.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One installer ISO made unattended: an answer file is added, two boot menus are edited, and the
 * list of checksums is brought up to date. Each run opens the original anew, with a heap of 64 MB.
 * On ext4 the floor is what copying costs; with {@code -p folder} and {@code -p iso} on one XFS or
 * btrfs, blocks are shared instead.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
public class RemasterBenchmark {
  private static final String MENU = "/isolinux/txt.cfg";
  private static final String GRUB = "/boot/grub/grub.cfg";
  private static final String SUMS = "/md5sum.txt";
  private static final String ANSWERS = "d-i netcfg/get_hostname string web\n".repeat(120);

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** The original; one of {@link Originals}, or a file. */
  @Param({"sample", "large"})
  public String iso;

  private Scratch scratch;
  private Path original;
  private Path output;

  @Setup
  public void findOriginal() throws IOException {
    scratch = new Scratch(folder);
    output = scratch.file("output");
    original = Originals.find(iso);
    writeFilesForXorriso();
  }

  private void writeFilesForXorriso() throws IOException {
    Files.createSymbolicLink(scratch.file("original"), original);
    Files.writeString(scratch.file("answers"), ANSWERS);
    try (IsoImage image = IsoImage.open(original)) {
      Files.writeString(scratch.file("menu"), edited(image.readText(MENU)));
      Files.writeString(scratch.file("grub"), edited(image.readText(GRUB)));
      Files.writeString(scratch.file("sums"), edited(image.readText(SUMS)));
    }
  }

  private static String edited(String text) {
    return text + "# unattended\n";
  }

  static IsoPatch patch(Path original) {
    return IsoRemaster.of(original)
        .add("/preseed.cfg", ANSWERS.getBytes(StandardCharsets.US_ASCII))
        .edit(MENU, RemasterBenchmark::edited)
        .edit(GRUB, RemasterBenchmark::edited)
        .patch();
  }

  @Benchmark
  @Warmup(iterations = 1000)
  @Measurement(iterations = 100)
  public void sdkOverlay() {
    patch(original).writeOverlay(output, original.toString());
  }

  @Benchmark
  @Warmup(iterations = 30)
  public void sdkFullIso() {
    patch(original).writeIso(output, ProgressListener.NONE);
  }

  /** Adds nothing: what copying alone costs. */
  @Benchmark
  public void cp() {
    Rival.run(scratch.folder(), "cp", original, output);
  }

  @Benchmark
  public void xorriso() {
    String command =
        "xorriso -indev original -outdev output -compliance iso_9660_level=3 -joliet on"
            + " -compliance joliet_long_names -boot_image any replay -map answers /preseed.cfg"
            + " -map menu %s -map grub %s -map sums %s -commit";
    Rival.run(scratch.folder(), (Object[]) command.formatted(MENU, GRUB, SUMS).split(" "));
  }

  @TearDown(Level.Invocation)
  public void deleteOutput() throws IOException {
    Files.deleteIfExists(output);
  }

  @TearDown
  public void deleteAll() throws IOException {
    scratch.delete();
  }
}
