package io.kvmsdk.unattended;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a {@link Preseed} says in debconf's terms, one answer for each question. */
final class PreseedAnswers {
  private final Preseed preseed;
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  private PreseedAnswers(Preseed preseed) {
    this.preseed = preseed;
  }

  static Collection<Answer> of(Preseed preseed) {
    PreseedAnswers all = new PreseedAnswers(preseed);
    all.localization();
    all.network();
    all.mirror();
    all.accounts();
    all.clock();
    all.partitioning();
    all.software();
    all.bootLoader();
    all.commands();
    all.ending();
    preseed.answers().forEach(all::put);
    return all.answers.values();
  }

  /** The first line is how the installation guide's own example marks the format. */
  static String render(Preseed preseed) {
    return of(preseed).stream()
        .map(Answer::line)
        .collect(Collectors.joining("\n", "#_preseed_V1\n", "\n"));
  }

  private void put(Answer answer) {
    answers.put(answer.question(), answer);
  }

  private void installer(String question, String type, String value) {
    put(new Answer("d-i", question, type, value));
  }

  private void string(String question, String value) {
    installer(question, "string", value);
  }

  private void yes(String question) {
    installer(question, "boolean", "true");
  }

  private void no(String question) {
    installer(question, "boolean", "false");
  }

  private void localization() {
    string("debian-installer/locale", preseed.locale());
    installer("keyboard-configuration/xkb-keymap", "select", preseed.keyboard());
  }

  /** netcfg/hostname, unlike get_hostname, wins over a name from DHCP. */
  private void network() {
    installer("netcfg/choose_interface", "select", "auto");
    string("netcfg/get_hostname", preseed.hostname());
    string("netcfg/get_domain", preseed.domain());
    string("netcfg/hostname", preseed.hostname());
  }

  private void mirror() {
    no("apt-setup/cdrom/set-first");
    if (preseed.mirror().isNone()) {
      useMediumAlone();
    } else {
      useMirror(preseed.mirror());
    }
  }

  private void useMirror(Mirror mirror) {
    if (!mirror.isStandard()) {
      string("mirror/country", "manual");
      string("mirror/http/hostname", mirror.host());
      string("mirror/http/directory", mirror.path());
    }
    string("mirror/http/proxy", mirror.proxy().orElse(""));
    yes("apt-setup/use_mirror");
    yes("apt-setup/disable-cdrom-entries");
  }

  private void useMediumAlone() {
    no("apt-setup/use_mirror");
    yes("apt-setup/no_mirror");
    installer("apt-setup/services-select", "multiselect", "");
  }

  private void accounts() {
    installer("passwd/root-login", "boolean", "" + preseed.rootPassword().isPresent());
    preseed.rootPassword().ifPresent(p -> password("passwd/root-password", p));
    installer("passwd/make-user", "boolean", "" + preseed.user().isPresent());
    preseed.user().ifPresent(this::user);
  }

  private void user(UserAccount user) {
    string("passwd/user-fullname", user.fullName());
    string("passwd/username", user.name());
    password("passwd/user-password", user.password());
  }

  private void password(String question, Password password) {
    String value = password.value().reveal();
    if (password.crypted()) {
      installer(question + "-crypted", "password", value);
    } else {
      installer(question, "password", value);
      installer(question + "-again", "password", value);
    }
  }

  private void clock() {
    yes("clock-setup/utc");
    string("time/zone", preseed.timezone());
    installer("clock-setup/ntp", "boolean", "" + !preseed.mirror().isNone());
  }

  private void partitioning() {
    Partitioning partitioning = preseed.partitioning();
    preseed.disk().ifPresent(d -> string("partman-auto/disk", d));
    string("partman-auto/method", partitioning.method());
    if (!partitioning.expertRecipe().isEmpty()) {
      string("partman-auto/expert_recipe", partitioning.expertRecipe());
    }
    installer("partman-auto/choose_recipe", "select", partitioning.recipe());
    string("partman-auto-lvm/guided_size", "max");
    yes("partman-lvm/device_remove_lvm");
    yes("partman-md/device_remove_md");
    yes("partman-lvm/confirm");
    yes("partman-lvm/confirm_nooverwrite");
    yes("partman-efi/non_efi_system");
    yes("partman-partitioning/confirm_write_new_label");
    installer("partman/choose_partition", "select", "finish");
    yes("partman/confirm");
    yes("partman/confirm_nooverwrite");
  }

  private void software() {
    preseed.kernelPackage().ifPresent(k -> string("base-installer/kernel/image", k));
    put(new Answer("tasksel", "tasksel/first", "multiselect", String.join(", ", preseed.tasks())));
    string("pkgsel/include", String.join(" ", packages()));
    installer("pkgsel/update-policy", "select", "none");
    put(new Answer("popularity-contest", "popularity-contest/participate", "boolean", "false"));
  }

  private List<String> packages() {
    List<String> packages = new ArrayList<>(preseed.packages());
    if (!preseed.authorizedKeys().isEmpty() && !packages.contains("openssh-server")) {
      packages.add("openssh-server");
    }
    return packages;
  }

  /** GRUB also goes where UEFI looks without boot variables, as a clone has none. */
  private void bootLoader() {
    yes("grub-installer/only_debian");
    yes("grub-installer/with_other_os");
    string("grub-installer/bootdev", preseed.bootDevice().or(preseed::disk).orElse("default"));
    yes("grub-installer/force-efi-extra-removable");
    if (!preseed.kernelOptions().isEmpty()) {
      string("debian-installer/add-kernel-opts", String.join(" ", preseed.kernelOptions()));
    }
  }

  private void commands() {
    preseed.earlyCommand().ifPresent(c -> string("preseed/early_command", c));
    List<String> late = new ArrayList<>();
    if (!preseed.authorizedKeys().isEmpty()) {
      late.addAll(authorizeKeys());
    }
    late.addAll(preseed.lateCommands());
    if (!late.isEmpty()) {
      string("preseed/late_command", "set -e; " + String.join("; ", late));
    }
  }

  private List<String> authorizeKeys() {
    Optional<String> user = preseed.user().map(UserAccount::name);
    String folder = user.map(n -> "/home/" + n).orElse("/root") + "/.ssh";
    String keys =
        preseed.authorizedKeys().stream()
            .map(PreseedAnswers::quoted)
            .collect(Collectors.joining(" "));
    List<String> commands = new ArrayList<>();
    commands.add("mkdir -p -m 700 /target" + folder);
    commands.add("printf '%s\\n' " + keys + " > /target" + folder + "/authorized_keys");
    commands.add("chmod 600 /target" + folder + "/authorized_keys");
    user.ifPresent(n -> commands.add("in-target chown -R " + n + ":" + n + " " + folder));
    return commands;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private void ending() {
    installer("finish-install/reboot_in_progress", "note", "");
    if (preseed.ending() == Ending.POWEROFF) {
      yes("debian-installer/exit/poweroff");
    }
  }
}
