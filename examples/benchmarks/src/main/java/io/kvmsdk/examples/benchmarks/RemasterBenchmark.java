package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.iso.IsoPatch;
import io.kvmsdk.iso.IsoRemaster;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
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

/** One installer ISO with an answer file of 4 KB added: each opens the original anew. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
public class RemasterBenchmark {
  private static final int MEGABYTES = 600;
  private static final String ANSWERS = "d-i netcfg/get_hostname string web\n".repeat(120);

  /** Where to work; by default the JVM's temporary folder. */
  @Param("")
  public String folder;

  /** The original; by default a sample of 600 MB, made once and kept. */
  @Param("")
  public String iso;

  private Scratch scratch;
  private Path original;
  private Path output;

  @Setup
  public void findOriginal() throws IOException {
    scratch = new Scratch(folder);
    output = scratch.file("output");
    original =
        iso.isEmpty()
            ? InstallerFixtures.sampleIso(InstallerFixtures.Layout.DEBIAN, MEGABYTES)
            : Path.of(iso).toAbsolutePath();
    Files.writeString(scratch.file("answers"), ANSWERS);
  }

  private IsoPatch patch() {
    return IsoRemaster.of(original)
        .add("/preseed.cfg", ANSWERS.getBytes(StandardCharsets.US_ASCII))
        .patch();
  }

  @Benchmark
  @Warmup(iterations = 200)
  @Measurement(iterations = 100)
  public void sdkOverlay() {
    patch().writeOverlay(output, original.toString());
  }

  @Benchmark
  public void sdkFullIso() {
    patch().writeIso(output, ProgressListener.NONE);
  }

  /** Adds nothing: what copying alone costs. */
  @Benchmark
  public void cp() {
    Rival.run(scratch.folder(), "cp", original, output);
  }

  @Benchmark
  public void xorriso() {
    Rival.run(
        scratch.folder(),
        "xorriso",
        "-indev",
        original,
        "-outdev",
        output,
        "-boot_image",
        "any",
        "replay",
        "-map",
        "answers",
        "/preseed.cfg",
        "-commit");
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
