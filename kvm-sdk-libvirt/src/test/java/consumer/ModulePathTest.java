package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The other tests run from the class path; this one sees that the modules hold together. */
@RequiresTool(
    value = {"virsh", "-c", "test:///default", "version"},
    debianPackage = "libvirt-clients")
class ModulePathTest {
  /** What an application has at run time: our modules, and what they require. */
  private static final Predicate<String> RUNTIME =
      Pattern.compile(
              "kvm-sdk-\\w+/target/(classes|kvm-sdk-[^/]*(?<!tests)\\.jar)$|jna|libvirt-\\d|jakarta|jaxb|txw2|istack|angus")
          .asPredicate();

  @Test
  void connect_findsItsProviders_whenAllAreModules() {
    List<String> classPath =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    String modules = classPath.stream().filter(RUNTIME).collect(Collectors.joining(":"));

    Tool.Result result =
        Tool.run(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "--module-path",
            modules,
            "--add-modules",
            "io.kvmsdk.libvirt,io.kvmsdk.testkit,io.kvmsdk.iso",
            "--class-path",
            testClasses(),
            OnModulePath.class.getName(),
            "test:///default",
            "fake:///");

    assertThat(result.orFail().output())
        .contains("module io.kvmsdk defined on-module-path")
        .contains("module io.kvmsdk.testkit defined on-module-path");
  }

  private static String testClasses() {
    return Path.of(OnModulePath.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }
}
