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

/** An image whose clusters are compressed with zlib becomes a raw one; nobody syncs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
public class UnpackBenchmark extends Copying {
  private static final int MIB = 160;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** How many unpack. */
  @Param("2")
  public int threads;

  private Path image;

  @Setup
  public void makeImage() throws IOException {
    scratch = new Scratch(folder);
    image = DiskImages.compressed(scratch, DiskImages.golden(scratch, MIB));
  }

  @Benchmark
  public void sdkFlatten() {
    Flatten.of(image, BackingFormat.QCOW2).toBuilder()
        .durable(false)
        .threads(threads)
        .build()
        .toRaw(target());
  }

  @Benchmark
  public void qemuImgConvert() {
    convert("");
  }

  @Benchmark
  public void qemuImgConvertParallel() {
    convert("-m 16 -W ");
  }

  private void convert(String options) {
    Rival.runLine(
        scratch.folder(), "qemu-img convert " + options + "-f qcow2 -O raw %s %s", image, target());
  }
}
