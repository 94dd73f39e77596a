package io.kvmsdk.unattended;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * Answers for Debian's installer, enough for an installation that asks nothing.
 *
 * <pre>{@code
 * Preseed.builder()
 *     .hostname("web1")
 *     .rootPassword(Password.crypted("$6$…"))
 *     .addAuthorizedKey("ssh-ed25519 AAAA… me@desk")
 *     .addPackage("nginx")
 *     .build();
 * }</pre>
 *
 * <p>What it does not name goes in by {@link Builder#answer}, which also overrides what it does.
 * Debian's installation guide, appendix B, explains the questions.
 */
@Value.Immutable
@SpecStyle
public abstract class Preseed implements AnswerFile {
  /** RFC 1123, clause 2.1: one label. */
  static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  /** What d-i's user-setup takes. */
  static final Pattern USER = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  /** Debian policy, clause 5.6.1. */
  static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]+");

  /** sshd(8), "AUTHORIZED_KEYS FILE FORMAT": perhaps options, a key type, the key. */
  static final Pattern PUBLIC_KEY =
      Pattern.compile("(.* )?(ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?");

  Preseed() {}

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The user's own file, kept as it is.
   *
   * @throws io.kvmsdk.error.InvalidSpecException with every line that the installer would not
   *     understand
   */
  public static PreseedFile of(Path file) {
    return PreseedFile.read(file);
  }

  /** As {@link #of(Path)}, for a file's text. */
  public static PreseedFile parse(String text) {
    return PreseedFile.parse("text", text);
  }

  /** Without the domain; up to 63 letters, digits and dashes. A name from DHCP does not win. */
  public abstract String hostname();

  /** Perhaps empty. */
  @Value.Default
  public String domain() {
    return "";
  }

  /** Language, country and encoding of the installer and the new system. */
  @Value.Default
  public String locale() {
    return "en_US.UTF-8";
  }

  /** An XKB layout. */
  @Value.Default
  public String keyboard() {
    return "us";
  }

  /** As {@code Europe/Berlin}; the hardware clock is taken to be in UTC. */
  @Value.Default
  public String timezone() {
    return "Etc/UTC";
  }

  /** {@link Mirror#standard} by default; {@link Mirror#none} installs from the medium alone. */
  @Value.Default
  public Mirror mirror() {
    return Mirror.standard();
  }

  /** Without it, root cannot log in, and the {@link #user} may use sudo. */
  public abstract Optional<Password> rootPassword();

  public abstract Optional<UserAccount> user();

  /**
   * Lines for the user's {@code authorized_keys}, root's where there is no user. With any, the
   * package openssh-server is installed.
   */
  public abstract List<String> authorizedKeys();

  /** As {@code /dev/vda}; needed where the machine has several. */
  public abstract Optional<String> disk();

  @Value.Default
  public Partitioning partitioning() {
    return Partitioning.atomic();
  }

  /** Installed besides the base system. */
  public abstract List<String> packages();

  /** tasksel's collections, as {@code standard}; none gives a minimal system. */
  public abstract List<String> tasks();

  /** The kernel's package; the installer chooses where it is empty. */
  public abstract Optional<String> kernelPackage();

  /** Arguments for the new system's kernel, as {@code console=ttyS0,115200n8}. */
  public abstract List<String> kernelOptions();

  /** Where GRUB goes under BIOS; the {@link #disk}, or the installer's choice, where empty. */
  public abstract Optional<String> bootDevice();

  /** A line for the installer's shell, run before anything is asked. */
  public abstract Optional<String> earlyCommand();

  /**
   * Lines for the installer's shell, run when the new system lies under {@code /target}; {@code
   * in-target} runs a command inside of it. The first that fails stops the installation.
   */
  public abstract List<String> lateCommands();

  @Value.Default
  public Ending ending() {
    return Ending.POWEROFF;
  }

  /** Answers that are added, or replace those that follow from the attributes above. */
  public abstract List<Answer> answers();

  @Override
  public final Kind kind() {
    return Kind.PRESEED;
  }

  @Override
  public final String render() {
    return PreseedAnswers.render(this);
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("preseed", hostname());
    v.require(
        HOSTNAME.matcher(hostname()).matches(),
        "hostname must be 1 to 63 letters, digits and dashes, no dash at either end");
    v.require(
        rootPassword().isPresent() || user().isPresent(),
        "nobody could log in: give rootPassword or user");
    rootPassword().ifPresent(p -> password(v, "rootPassword", p));
    user().ifPresent(u -> account(v, u));
    authorizedKeys().forEach(k -> publicKey(v, k));
    disk().ifPresent(d -> v.require(d.startsWith("/dev/"), "disk must be a path below /dev"));
    v.require(
        !partitioning().recipe().isEmpty(), "the partitioning recipe must begin with 'name ::'");
    packages()
        .forEach(p -> v.require(PACKAGE.matcher(p).matches(), "'" + p + "' is no package name"));
    PreseedAnswers.of(this).forEach(a -> a.problems().forEach(p -> v.require(false, p)));
    v.orThrow();
  }

  private static void account(Validation v, UserAccount user) {
    v.require(
        USER.matcher(user.name()).matches() && !user.name().equals("root"),
        "user must be a small letter, then small letters, digits, '-' and '_', and not root");
    v.require(!user.fullName().contains(":"), "user's full name must not hold ':'");
    password(v, "user's password", user.password());
  }

  private static void password(Validation v, String whose, Password password) {
    v.require(
        password.isWellFormed(),
        whose
            + (password.crypted()
                ? " is not a hash as crypt(5) writes it; Password.plain takes the password itself"
                : " must not be blank"));
  }

  private static void publicKey(Validation v, String key) {
    v.require(
        PUBLIC_KEY.matcher(key).matches(),
        "an authorized key must be one line as in a .pub file, with the key's type first");
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link Preseed}. */
  public static final class Builder extends ImmutablePreseed.Builder {
    Builder() {}

    public Builder user(String name, Password password) {
      return user(UserAccount.of(name, password));
    }

    public Builder packages(String... names) {
      return packages(List.of(names));
    }

    public Builder tasks(String... names) {
      return tasks(List.of(names));
    }

    /**
     * Answers {@code question} so, whatever else says.
     *
     * @param owner {@code d-i}, or the package that asks
     */
    public Builder answer(String owner, String question, String type, String value) {
      return addAnswer(new Answer(owner, question, type, value));
    }
  }
}
