package io.kvmsdk.examples.benchmarks;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.iso.IsoRemaster;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

/** An overlay made by a JVM that was started for it alone, beside xorriso's whole process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(1)
public class ColdRemasterBenchmark {
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
    Files.writeString(scratch.file("answers"), "d-i netcfg/get_hostname string web\n");
  }

  @Benchmark
  public void sdkProcess() {
    Rival.run(
        scratch.folder(),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-cp",
        classPath(),
        RemasterOnce.class.getName(),
        original,
        output);
  }

  /** What a script that remasters has on its class path, without JMH and the testkit. */
  private static String classPath() {
    return Stream.of(RemasterOnce.class, IsoRemaster.class, KvmException.class)
        .map(c -> Path.of(URI.create(c.getProtectionDomain().getCodeSource().getLocation() + "")))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
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
