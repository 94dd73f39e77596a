package io.kvmsdk.iso;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.installer.Installer;
import io.kvmsdk.unattended.AnswerFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How an installer should run by itself; see {@link InstallerIso#unattended}. */
public final class Unattended {
  /** No blank, quote or backslash: boot loaders, kernel and installer each split words anew. */
  private static final Pattern KERNEL_ARGUMENT = Pattern.compile("[!-~&&[^'\"\\\\$`]]+");

  /** What the boot menu and its boot loader decide themselves. */
  private static final Pattern NOT_AN_ARGUMENT =
      Pattern.compile("--|---|(initrd|BOOT_IMAGE|BOOTIF)=.*");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,62}");
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
  private static final String SERIAL_CONSOLE = "console=ttyS0,115200n8";

  private final List<String> kernelArgs = new ArrayList<>();
  private final List<String> installedKernelArgs = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private AnswerFile answers;
  private String name = "";
  private Duration timeout = Duration.ofSeconds(1);
  private boolean answersOnMedium;
  private boolean serialConsole;

  Unattended() {}

  /**
   * What the installer would ask, in {@linkplain InstallerIso#answers its format}; must be given.
   */
  public Unattended answers(AnswerFile file) {
    answers = file;
    return this;
  }

  /** Shown in the boot menu; by default the host's name, if it is read from the answers. */
  public Unattended name(String machine) {
    name = machine;
    return this;
  }

  /** Adds an argument for the installer's kernel, and so for the installer. */
  public Unattended addKernelArg(String argument) {
    kernelArgs.add(argument);
    return this;
  }

  /**
   * Adds an argument for the kernel of the new system, where the installer hands those on: Debian's
   * and Ubuntu's do, after "---". The others are told in their answers.
   */
  public Unattended addInstalledKernelArg(String argument) {
    installedKernelArgs.add(argument);
    return this;
  }

  /** Adds a file to the medium, which Debian's and Ubuntu's installers see below {@code /cdrom}. */
  public Unattended add(String path, byte[] content) {
    files.put(path, content.clone());
    return this;
  }

  /**
   * How long the boot menu waits for a person, up to an hour; by default one second. isolinux
   * counts in tenths of a second, GRUB in whole ones, both rounded down.
   */
  public Unattended timeout(Duration wait) {
    timeout = wait;
    return this;
  }

  /**
   * Boot loader and installer talk on the first serial port, at 115,200 baud, in text mode; so does
   * the new system, where the installer hands that on.
   */
  public Unattended serialConsole() {
    serialConsole = true;
    return this;
  }

  /**
   * Puts the answers on the medium, where everyone finds them: {@code /preseed.cfg}, {@code
   * /ks.cfg}, {@code /autoinst.xml}, and for Alpine an apkovl, which then <em>every</em> entry of
   * its menu obeys. By default they are loaded with the installer's initrd, and so are there before
   * the medium is. Ubuntu's autoinstall is always on the medium, below {@code /nocloud}.
   */
  public Unattended answersOnMedium() {
    answersOnMedium = true;
    return this;
  }

  void check(Installer installer) {
    AnswerFile.Kind expected = installer.reads();
    List<String> problems = new ArrayList<>();
    if (answers == null) {
      problems.add("answers must be given: without them the installer asks");
    } else if (answers.kind() != expected) {
      problems.add(
          "the answers are %s; this installer reads %s"
              .formatted(answers.kind().fileName(), expected.fileName()));
    }
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      problems.add("name must be up to 63 letters, digits, blanks, '.', '_' and '-'");
    }
    if (timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      problems.add("timeout must be 0 to " + LONGEST_TIMEOUT);
    }
    kernelArgs.forEach(a -> checkArgument(a, problems));
    installedKernelArgs.forEach(a -> checkArgument(a, problems));
    if (!installedKernelArgs.isEmpty() && !installer.handsOn()) {
      problems.add(
          "this installer hands no kernel arguments on to the new system; its answers can name"
              + " them");
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(Subject.of("unattended installation", name), problems);
    }
  }

  private static void checkArgument(String argument, List<String> problems) {
    if (!KERNEL_ARGUMENT.matcher(argument).matches()) {
      problems.add(
          "kernel argument '"
              + argument
              + "' must be one ASCII word without quotes, '\\', '$' and '`'");
    } else if (NOT_AN_ARGUMENT.matcher(argument).matches()) {
      problems.add("kernel argument '" + argument + "' is the boot menu's own business");
    }
  }

  AnswerFile answers() {
    return answers;
  }

  String name() {
    return name;
  }

  Duration timeout() {
    return timeout;
  }

  Map<String, byte[]> files() {
    return files;
  }

  boolean onMedium() {
    return answersOnMedium;
  }

  boolean serial() {
    return serialConsole;
  }

  List<String> installerArguments(Installer installer) {
    return serialConsole
        ? with(kernelArgs, installer.onConsole(), List.of(SERIAL_CONSOLE))
        : kernelArgs;
  }

  List<String> systemArguments(Installer installer) {
    return serialConsole && installer.handsOn()
        ? with(installedKernelArgs, List.of(), List.of(SERIAL_CONSOLE))
        : installedKernelArgs;
  }

  @SafeVarargs
  private static List<String> with(List<String> arguments, List<String>... more) {
    Set<String> all = new LinkedHashSet<>(arguments);
    for (List<String> some : more) {
      all.addAll(some);
    }
    return List.copyOf(all);
  }
}
