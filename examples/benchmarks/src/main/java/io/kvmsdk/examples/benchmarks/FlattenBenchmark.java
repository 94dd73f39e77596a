package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.Flatten;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A chain of two images becomes one that stands alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
public class FlattenBenchmark extends Copying {
  private static final int MIB = 400;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** What the copy is to be. */
  @Param({"raw", "qcow2"})
  public String format;

  /** Whether the copy is on the disk in the end; qemu-img alone leaves it in the page cache. */
  @Param("false")
  public boolean durable;

  private Path top;

  @Setup
  public void makeChain() throws IOException {
    scratch = new Scratch(folder);
    top = DiskImages.overlay(scratch, DiskImages.golden(scratch, MIB));
  }

  @Benchmark
  public void sdkFlatten() {
    Flatten flatten = Flatten.of(top, BackingFormat.QCOW2).toBuilder().durable(durable).build();
    if (format.equals("raw")) {
      flatten.toRaw(target());
    } else {
      flatten.toQcow2(target());
    }
  }

  @Benchmark
  public void qemuImgConvert() {
    convert("");
  }

  /** As fast as it can: many requests at once, written in any order. */
  @Benchmark
  public void qemuImgConvertParallel() {
    convert("-m 16 -W ");
  }

  /** Shares blocks where the file system can. */
  @Benchmark
  public void qemuImgConvertOffload() {
    convert("-C ");
  }

  private void convert(String options) {
    String command = "qemu-img convert " + options + "-f qcow2 -O " + format + " %s %s";
    Rival.runLine(scratch.folder(), command, top, target());
    if (durable) {
      Rival.run(scratch.folder(), "sync", target());
    }
  }
}
