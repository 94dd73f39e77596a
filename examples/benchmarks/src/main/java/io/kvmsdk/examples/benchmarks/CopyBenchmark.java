package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.ImageCopy;
import java.io.IOException;
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

/** A whole image is copied as it is; nobody syncs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
public class CopyBenchmark extends Copying {
  private static final int MIB = 400;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  private Path golden;

  @Setup
  public void makeImage() throws IOException {
    scratch = new Scratch(folder);
    golden = DiskImages.golden(scratch, MIB);
    scratch.sync();
  }

  /** A domain whose disk the image is, and the pool that virt-clone would make otherwise. */
  @State(Scope.Benchmark)
  public static class OnTheHost {
    private Host host;
    private int clones;

    @Setup
    public void define(CopyBenchmark benchmark) {
      host = new Host(benchmark.scratch);
      host.definePool();
      host.defineDomain(benchmark.golden);
    }

    @TearDown(Level.Invocation)
    public void undefineClone() {
      host.virsh("undefine " + cloneName());
      clones++;
    }

    @TearDown
    public void undefine() {
      host.virsh("undefine " + host.name());
      host.destroyPool();
    }

    private String cloneName() {
      return host.name() + "-" + clones;
    }
  }

  @Benchmark
  public void sdkCopy() {
    ImageCopy.of(golden, BackingFormat.QCOW2).toBuilder().durable(false).build().to(target());
  }

  @Benchmark
  public void cp() {
    Rival.runLine(scratch.folder(), "cp --reflink=never %s %s", golden, target());
  }

  @Benchmark
  public void cpReflink() {
    Rival.runLine(scratch.folder(), "cp --reflink=always %s %s", golden, target());
  }

  @Benchmark
  public void virtClone(OnTheHost on) {
    Rival.runLine(
        scratch.folder(),
        "virt-clone -q --connect qemu:///system -o "
            + on.host.name()
            + " -n "
            + on.cloneName()
            + " -f %s",
        target());
  }
}
