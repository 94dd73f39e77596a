package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.QcowOverlay;
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

/**
 * A hundred linked clones of one golden image.
 *
 * <p>None is deleted before the run ends, and so there are as few as can be: ext4 gives no inode
 * away again within a minute, and looks through all such ones for each new file, which then takes
 * ten times as long as the rest of a clone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, batchSize = 20)
@Measurement(iterations = 5, batchSize = 100)
@Fork(1)
public class CloneBenchmark {
  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  private Scratch scratch;
  private Path golden;
  private int clones;

  @Setup
  public void makeGoldenImage() throws IOException {
    scratch = new Scratch(folder);
    golden = scratch.file("golden.qcow2");
    Rival.run(scratch.folder(), "qemu-img", "create", "-f", "qcow2", golden, "2G");
    Rival.run(scratch.folder(), "qemu-io", "-c", "write -P 1 100M 64M", golden);
  }

  @Benchmark
  @Warmup(iterations = 2, batchSize = 4000)
  @Measurement(iterations = 10, batchSize = 100)
  public void sdkOverlay() {
    QcowOverlay.on(golden, BackingFormat.QCOW2).create(next());
  }

  /** In the page cache only when the call returns; the others sync. */
  @Benchmark
  @Warmup(iterations = 2, batchSize = 10_000)
  @Measurement(iterations = 10, batchSize = 100)
  public void sdkOverlayNotDurable() {
    QcowOverlay.on(golden, BackingFormat.QCOW2).toBuilder().durable(false).build().create(next());
  }

  @Benchmark
  public void qemuImgCreate() {
    Rival.runLine(
        scratch.folder(), "qemu-img create -q -f qcow2 -F qcow2 -b %s %s", golden, next());
  }

  /** Through libvirt, into a pool of the same folder. */
  @Benchmark
  public void virshVolCreateAs(Pool pool) {
    String name = next().getFileName().toString();
    pool.host.virsh(
        "vol-create-as "
            + pool.host.name()
            + " "
            + name
            + " 2G --format qcow2"
            + " --backing-vol golden.qcow2 --backing-vol-format qcow2");
  }

  /** A pool for the time of a trial. */
  @State(Scope.Benchmark)
  public static class Pool {
    private Host host;

    @Setup
    public void define(CloneBenchmark benchmark) {
      host = new Host(benchmark.scratch);
      host.definePool();
    }

    @TearDown
    public void destroy() {
      host.destroyPool();
    }
  }

  private Path next() {
    return scratch.file("clone-" + clones++ + ".qcow2");
  }

  /** What is still to be written would slow down the next ones, whoever makes them. */
  @Setup(Level.Iteration)
  public void sync() {
    scratch.sync();
  }
}
