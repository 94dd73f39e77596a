package io.kvmsdk.unattended;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.immutables.value.Value;

/**
 * What cloud-init makes of a clone at its first boot: its name, its users, its network, and
 * whatever else is to be done. As documents for the NoCloud source: user-data, meta-data and, if
 * {@link #ethernets} are given, network-config in version 2.
 *
 * <pre>{@code
 * CloudInit.builder()
 *     .hostname("frontend")
 *     .addAuthorizedKey("ssh-ed25519 AAAA… me@desk")
 *     .addPackage("nginx")
 *     .addRunCommand("systemctl enable --now nginx")
 *     .build();
 * }</pre>
 *
 * <p>Equal values give equal texts. All that they hold can be read by whoever is root in the guest
 * or can read its seed.
 */
@Value.Immutable
@SpecStyle
public abstract class CloudInit {
  private static final Pattern PERMISSIONS = Pattern.compile("0?[0-7]{3,4}");

  CloudInit() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The guest's name; after the first dot comes its domain. The image's own where it is empty. */
  public abstract Optional<String> hostname();

  /**
   * At which cloud-init knows a new machine, and does it all anew. Where it is empty it is made of
   * all the rest, so that a change counts as a new machine.
   */
  public abstract Optional<String> instanceId();

  /** Lines for the users' {@code authorized_keys}; the image's default user's, with no users. */
  public abstract List<String> authorizedKeys();

  /** Users to make, who may use sudo; the image's default user is made only where there is none. */
  public abstract List<UserAccount> users();

  /** Without it, root has the password of the image, which should be none. */
  public abstract Optional<Password> rootPassword();

  /** Whether {@link #authorizedKeys} let in as root as well. */
  @Value.Default
  public boolean rootLogin() {
    return false;
  }

  /** Whether sshd takes passwords; as the image has it where it is empty. */
  public abstract Optional<Boolean> passwordLogin();

  /** As {@code Europe/Berlin}. */
  public abstract Optional<String> timezone();

  /** As {@code en_US.UTF-8}. */
  public abstract Optional<String> locale();

  /** Whether the root partition and file system grow to the disk. */
  @Value.Default
  public boolean growRoot() {
    return true;
  }

  /** Installed at the first boot, from the image's package sources. */
  public abstract List<String> packages();

  /** Written before the commands run. */
  public abstract List<SeedFile> files();

  /** Lines for a shell, run early at every boot. */
  public abstract List<String> bootCommands();

  /** Lines for a shell, run late at the first boot. */
  public abstract List<String> runCommands();

  /**
   * How the network cards are set up, which the guest then calls {@code eth0} and so on, in this
   * order; as the image has it where there are none.
   */
  public abstract List<Ethernet> ethernets();

  /**
   * Whether the first boot makes a machine-id, and forgets logs, leases and network card names: for
   * clones of an image from which nobody took them. Host keys are made anew in any case.
   */
  @Value.Default
  public boolean freshIdentity() {
    return false;
  }

  /**
   * Further keys of user-data, or other values for those that follow from the attributes above:
   * texts, numbers, truth values, lists and maps of them.
   */
  public abstract Map<String, Object> settings();

  /** A document of cloud-init's {@code #cloud-config}, passwords included. */
  public final String userData() {
    return "#cloud-config\n" + Yaml.write(CloudInitDocuments.userData(this));
  }

  /** The document that names the machine. */
  public final String metaData() {
    return Yaml.write(CloudInitDocuments.metaData(this));
  }

  /** The network's set-up in version 2, as netplan has it; empty without {@link #ethernets}. */
  public final Optional<String> networkConfig() {
    return ethernets().isEmpty()
        ? Optional.empty()
        : Optional.of(Yaml.write(CloudInitDocuments.networkConfig(this)));
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("cloud-init", hostname().orElse(""));
    hostname().ifPresent(h -> v.require(isHostname(h), hostnameProblem(h)));
    instanceId()
        .ifPresent(i -> v.require(i.matches("[\\w.:-]+"), "instanceId has a character too many"));
    authorizedKeys()
        .forEach(k -> v.require(Preseed.PUBLIC_KEY.matcher(k).matches(), "not a public key: " + k));
    users().forEach(u -> user(v, u));
    rootPassword().ifPresent(p -> v.require(p.isWellFormed(), "rootPassword is no password"));
    packages()
        .forEach(
            p -> v.require(Preseed.PACKAGE.matcher(p).matches(), "'" + p + "' is no package name"));
    files().forEach(f -> file(v, f));
    v.require(
        ethernets().stream().map(Ethernet::mac).distinct().count() == ethernets().size(),
        "two ethernets have the same MAC address");
    settings()
        .forEach((key, value) -> v.require(Yaml.writable(value), key + " has no form in YAML"));
    v.orThrow();
  }

  private static boolean isHostname(String name) {
    return name.length() <= 253
        && List.of(name.split("\\.", -1)).stream()
            .allMatch(label -> Preseed.HOSTNAME.matcher(label).matches());
  }

  private static String hostnameProblem(String name) {
    return "'"
        + name
        + "' is no hostname: between dots it has 1 to 63 letters, digits and dashes, no dash at"
        + " either end";
  }

  private static void user(Validation v, UserAccount user) {
    v.require(
        Preseed.USER.matcher(user.name()).matches() && !user.name().equals("root"),
        "user '" + user.name() + "' must be small letters, digits, '-' and '_', and not root");
    v.require(user.password().isWellFormed(), "the password of " + user.name() + " is none");
  }

  private static void file(Validation v, SeedFile file) {
    v.require(file.path().startsWith("/"), "a file's path must be absolute: " + file.path());
    v.require(
        PERMISSIONS.matcher(file.permissions()).matches(),
        "permissions must be octal, as 0644: " + file.permissions());
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link CloudInit}. */
  public static final class Builder extends ImmutableCloudInit.Builder {
    Builder() {}

    /** Adds a user. */
    public Builder user(String name, Password password) {
      return addUser(UserAccount.of(name, password));
    }

    /** Adds a file of root's that all may read. */
    public Builder file(String path, String content) {
      return addFile(SeedFile.of(path, content));
    }

    public Builder packages(String... names) {
      return packages(List.of(names));
    }
  }
}
