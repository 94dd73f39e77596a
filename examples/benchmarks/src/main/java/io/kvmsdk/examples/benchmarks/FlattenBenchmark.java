package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Flatten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** A chain of two images becomes one that stands alone; nobody syncs, as qemu-img does not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
public class FlattenBenchmark {
  private static final int WRITES = 2000;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** What the copy is to be. */
  @Param({"raw", "qcow2"})
  public String format;

  /** How the source's clusters are kept. */
  @Param({"plain", "compressed"})
  public String source;

  private Scratch scratch;
  private Path top;

  @Setup
  public void makeChain() throws IOException {
    scratch = new Scratch(folder);
    Path golden = scratch.file("golden.qcow2");
    Rival.run(scratch.folder(), "qemu-img", "create", "-f", "qcow2", golden, "2G");
    io(golden, List.of("write -P 1 64M 400M"));
    Path overlay = scratch.file("overlay.qcow2");
    Rival.run(
        scratch.folder(),
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-F",
        "qcow2",
        "-b",
        golden,
        overlay);
    io(overlay, scattered());
    top = overlay;
    if (source.equals("compressed")) {
      top = scratch.file("compressed.qcow2");
      Rival.run(
          scratch.folder(),
          "qemu-img",
          "convert",
          "-c",
          "-m",
          "16",
          "-W",
          "-f",
          "qcow2",
          "-O",
          "qcow2",
          overlay,
          top);
    }
  }

  private void io(Path image, List<String> commands) {
    List<Object> command = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
    for (String each : commands) {
      command.addAll(List.of("-c", each));
    }
    command.add(image);
    Rival.run(scratch.folder(), command.toArray());
  }

  private static List<String> scattered() {
    Random random = new Random(1);
    List<String> writes = new ArrayList<>();
    for (int i = 0; i < WRITES; i++) {
      int kib = 4 << random.nextInt(6);
      writes.add("write -P " + random.nextInt(256) + " " + random.nextInt(2000) + "M " + kib + "k");
    }
    return writes;
  }

  @Benchmark
  public void sdkFlatten() {
    Flatten flatten = Flatten.of(top, BackingFormat.QCOW2).toBuilder().durable(false).build();
    if (format.equals("raw")) {
      flatten.toRaw(target());
    } else {
      flatten.toQcow2(target());
    }
  }

  @Benchmark
  public void qemuImgConvert() {
    Rival.run(
        scratch.folder(),
        "qemu-img",
        "convert",
        "-m",
        "16",
        "-W",
        "-f",
        "qcow2",
        "-O",
        format,
        top,
        target());
  }

  /** Shares blocks where the file system can. */
  @Benchmark
  public void qemuImgConvertOffloaded() {
    Rival.run(
        scratch.folder(), "qemu-img", "convert", "-C", "-f", "qcow2", "-O", format, top, target());
  }

  private Path target() {
    return scratch.file("target");
  }

  @TearDown(Level.Invocation)
  public void deleteTarget() throws IOException {
    Files.delete(target());
  }

  @TearDown
  public void deleteAll() throws IOException {
    scratch.delete();
  }
}
