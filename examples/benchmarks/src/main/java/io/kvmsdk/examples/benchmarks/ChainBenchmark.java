package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.BackingLayer;
import io.kvmsdk.qcow2.MapEntry;
import io.kvmsdk.qcow2.QcowDisk;
import io.kvmsdk.qcow2.QcowImage;
import io.kvmsdk.qcow2.QcowOverlay;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a chain of images consists of, and where its data lie. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ChainBenchmark {
  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** How many images it has. */
  @Param("5")
  public int depth;

  private Scratch scratch;
  private Path top;

  @Setup
  public void makeChain() throws IOException {
    scratch = new Scratch(folder);
    top = scratch.file("layer-0.qcow2");
    QcowSpec.of(ByteSize.gib(2)).create(top);
    for (int i = 1; i < depth; i++) {
      Rival.run(
          scratch.folder(), "qemu-io", "-f", "qcow2", "-c", "write " + i * 100 + "M 20M", top);
      Path next = scratch.file("layer-" + i + ".qcow2");
      QcowOverlay.on(top, BackingFormat.QCOW2).create(next);
      top = next;
    }
  }

  @Benchmark
  public List<BackingLayer> sdkChain() {
    return QcowImage.open(top).backingChain();
  }

  @Benchmark
  public List<MapEntry> sdkMap() {
    try (QcowDisk disk = QcowDisk.open(top, BackingFormat.QCOW2)) {
      return disk.map();
    }
  }

  @Benchmark
  public void qemuImgInfo() {
    Rival.run(
        scratch.folder(),
        "qemu-img",
        "info",
        "-f",
        "qcow2",
        "--backing-chain",
        "--output=json",
        top);
  }

  @Benchmark
  public void qemuImgMap() {
    Rival.run(scratch.folder(), "qemu-img", "map", "-f", "qcow2", "--output=json", top);
  }

  @TearDown
  public void deleteAll() throws IOException {
    scratch.delete();
  }
}
