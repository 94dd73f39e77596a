package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.iso.IsoImage;
import java.io.IOException;
import java.nio.file.Files;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Opens an ISO image of 20,000 files in 200 folders, and lists all that it holds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(1)
public class ListBenchmark {
  private static final int FOLDERS = 200;
  private static final int FILES = 100;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  private Scratch scratch;
  private Path iso;

  @Setup
  public void makeIso() throws IOException {
    scratch = new Scratch(folder);
    iso = scratch.file("list.iso");
    Path tree = Files.createDirectory(scratch.file("tree"));
    for (int d = 0; d < FOLDERS; d++) {
      Path directory = Files.createDirectory(tree.resolve("folder-" + d));
      for (int f = 0; f < FILES; f++) {
        Files.writeString(directory.resolve("package-" + f + "_1.0_all.deb"), "deb");
      }
    }
    Rival.run(scratch.folder(), "genisoimage", "-quiet", "-r", "-J", "-o", iso, tree);
    Rival.run(scratch.folder(), "rm", "-r", tree);
  }

  /** Every path with its kind, size, mode and time. */
  @Benchmark
  public long sdkWalk() {
    try (IsoImage image = IsoImage.open(iso)) {
      return image.walk().mapToLong(e -> e.path().length() + e.size() + e.mode()).sum();
    }
  }

  @Benchmark
  public void isoinfo() {
    Rival.run(scratch.folder(), "isoinfo", "-R", "-l", "-i", iso);
  }

  @Benchmark
  public void bsdtar() {
    Rival.run(scratch.folder(), "bsdtar", "-tvf", iso);
  }

  @TearDown
  public void deleteAll() throws IOException {
    scratch.delete();
  }
}
