package io.kvmsdk.internal.xml;

import static org.junit.jupiter.api.Assumptions.abort;

import io.kvmsdk.judge.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * libvirt's own documents and schemas, which {@code .ci/corpus} fetches. libvirt's validator
 * judges, libxml2, as the program {@code xmllint}.
 */
final class Corpus {
  private static final String PROPERTY = "kvmsdk.libvirt.corpus";

  private Corpus() {}

  /** The folder; where there is none, the test is skipped, or fails if CI runs it. */
  static Path folder() {
    String folder = System.getProperty(PROPERTY);
    if (folder != null) {
      return Path.of(folder);
    }
    String problem = "-D" + PROPERTY + "=DIR is not given, the folder that .ci/corpus DIR makes";
    if ("required".equals(System.getProperty("kvmsdk.real"))) {
      throw new IllegalStateException(problem + "; -Dkvmsdk.real=required forbids to skip");
    }
    return abort(problem);
  }

  /** All XML files in a folder of libvirt's tests. */
  static List<Path> files(String testFolder) throws IOException {
    try (Stream<Path> files = Files.walk(folder().resolve("tests").resolve(testFolder))) {
      return files.filter(f -> f.toString().endsWith(".xml")).sorted().toList();
    }
  }

  /** Those of the files that the schema accepts. */
  static Set<Path> valid(String schema, List<Path> files) {
    List<Object> command = new ArrayList<>(List.of("xmllint", "--noout", "--relaxng"));
    command.add(folder().resolve("src/conf/schemas").resolve(schema + ".rng"));
    command.addAll(files);
    Set<String> said =
        Tool.run(command.toArray()).output().lines().collect(Collectors.toUnmodifiableSet());
    return files.stream()
        .filter(f -> said.contains(f + " validates"))
        .collect(Collectors.toUnmodifiableSet());
  }
}
