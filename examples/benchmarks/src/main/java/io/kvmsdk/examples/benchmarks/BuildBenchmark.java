package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.iso.IsoBuilder;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

/** A new ISO image with Rock Ridge and Joliet, of all that a local folder holds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 10)
@Fork(1)
public abstract class BuildBenchmark {
  private static final int MEGABYTES = 600;
  private static final int SMALL_FILES = 20_000;
  private static final int FOLDERS = 100;

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  private Scratch scratch;
  private Path source;
  private Path output;

  @Setup
  public void makeTheTree() throws IOException {
    scratch = new Scratch(folder);
    output = scratch.file("output");
    source = Files.createDirectory(scratch.file("tree"));
    fill(source);
  }

  /** Puts into an empty folder what shall become an image. */
  abstract void fill(Path folderToFill) throws IOException;

  /** The files of an installer of 600 MB. */
  public static class BuildInstaller extends BuildBenchmark {
    @Override
    void fill(Path tree) throws IOException {
      Path iso = InstallerFixtures.sampleIso(InstallerFixtures.Layout.DEBIAN, MEGABYTES);
      Rival.run(tree, "bsdtar", "--no-same-permissions", "-xf", iso);
      Rival.run(tree, "chmod", "-R", "u+w", ".");
    }
  }

  /** 20,000 files of up to 2 KB, in 100 folders. */
  public static class BuildSmallFiles extends BuildBenchmark {
    @Override
    void fill(Path tree) throws IOException {
      for (int i = 0; i < SMALL_FILES; i++) {
        Path parent = Files.createDirectories(tree.resolve("folder-" + i % FOLDERS));
        Files.writeString(parent.resolve("file-" + i + ".txt"), ("content " + i).repeat(i % 128));
      }
    }
  }

  @Benchmark
  public void sdk() {
    IsoBuilder.labelled("BENCHMARK").addTree("/", source).write(output);
  }

  @Benchmark
  public void genisoimage() {
    Rival.run(
        scratch.folder(),
        "genisoimage",
        "-quiet",
        "-r",
        "-J",
        "-joliet-long",
        "-o",
        output,
        source);
  }

  @Benchmark
  public void xorriso() {
    Rival.run(
        scratch.folder(),
        "xorriso",
        "-as",
        "mkisofs",
        "-r",
        "-J",
        "-joliet-long",
        "-o",
        output,
        source);
  }

  @TearDown(Level.Invocation)
  public void deleteOutput() throws IOException {
    Files.deleteIfExists(output);
  }

  @TearDown
  public void deleteAll() throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    scratch.delete();
  }
}
