package io.kvmsdk.unattended;

import io.kvmsdk.internal.file.Sha256;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents of a {@link CloudInit}, in the keys of cloud-init's own modules. */
final class CloudInitDocuments {
  /**
   * What an image still has of the machine that it was taken from. networkd made its DHCP client id
   * of the machine-id, so that it has to ask for an address anew.
   */
  private static final String FORGET =
      String.join(
          "; ",
          "rm -f /etc/machine-id /var/lib/dbus/machine-id",
          "systemd-machine-id-setup",
          "rm -f /etc/udev/rules.d/70-persistent-net.rules /var/lib/systemd/random-seed",
          "rm -f /var/lib/dhcp/*.leases /var/lib/dhclient/*.lease* /var/lib/NetworkManager/*.lease",
          "find /var/log -type f ! -name 'cloud-init*' -exec truncate -s 0 {} +",
          "systemctl try-restart systemd-networkd");

  private CloudInitDocuments() {}

  static Map<String, Object> userData(CloudInit seed) {
    Map<String, Object> data = new LinkedHashMap<>();
    hostname(data, seed);
    accounts(data, seed);
    seed.timezone().ifPresent(t -> data.put("timezone", t));
    seed.locale().ifPresent(l -> data.put("locale", l));
    if (!seed.growRoot()) {
      data.put("growpart", Map.of("mode", "off"));
      data.put("resize_rootfs", false);
    }
    if (!seed.packages().isEmpty()) {
      data.put("package_update", true);
      data.put("packages", seed.packages());
    }
    commands(data, seed);
    data.putAll(seed.settings());
    return data;
  }

  /** An installer may have told the image to keep its name. */
  private static void hostname(Map<String, Object> data, CloudInit seed) {
    seed.hostname()
        .ifPresent(
            name -> {
              data.put("preserve_hostname", false);
              data.put("hostname", name.split("\\.")[0]);
              if (name.contains(".")) {
                data.put("fqdn", name);
              }
            });
  }

  private static void accounts(Map<String, Object> data, CloudInit seed) {
    data.put("ssh_deletekeys", true);
    if (seed.rootLogin()) {
      data.put("disable_root", false);
    }
    seed.passwordLogin().ifPresent(p -> data.put("ssh_pwauth", p));
    if (!seed.users().isEmpty()) {
      data.put("users", seed.users().stream().map(u -> user(u, seed.authorizedKeys())).toList());
    }
    if (!seed.authorizedKeys().isEmpty() && (seed.users().isEmpty() || seed.rootLogin())) {
      data.put("ssh_authorized_keys", seed.authorizedKeys());
    }
    seed.rootPassword().ifPresent(p -> data.put("chpasswd", rootPassword(p)));
  }

  private static Map<String, Object> user(UserAccount user, List<String> keys) {
    Map<String, Object> account = new LinkedHashMap<>();
    account.put("name", user.name());
    account.put("gecos", user.fullName());
    account.put("shell", "/bin/bash");
    account.put("sudo", "ALL=(ALL) NOPASSWD:ALL");
    account.put("lock_passwd", false);
    account.put(
        user.password().crypted() ? "passwd" : "plain_text_passwd",
        user.password().value().reveal());
    if (!keys.isEmpty()) {
      account.put("ssh_authorized_keys", keys);
    }
    return account;
  }

  private static Map<String, Object> rootPassword(Password password) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", "root");
    root.put("password", password.value().reveal());
    root.put("type", password.crypted() ? "hash" : "text");
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("expire", false);
    change.put("users", List.of(root));
    return change;
  }

  private static void commands(Map<String, Object> data, CloudInit seed) {
    if (!seed.files().isEmpty()) {
      data.put("write_files", seed.files().stream().map(CloudInitDocuments::file).toList());
    }
    List<Object> boot = new ArrayList<>();
    if (seed.freshIdentity()) {
      boot.add(List.of("cloud-init-per", "instance", "fresh-identity", "sh", "-c", FORGET));
    }
    boot.addAll(seed.bootCommands());
    if (!boot.isEmpty()) {
      data.put("bootcmd", boot);
    }
    if (!seed.runCommands().isEmpty()) {
      data.put("runcmd", seed.runCommands());
    }
  }

  private static Map<String, Object> file(SeedFile file) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("path", file.path());
    entry.put("permissions", file.permissions());
    entry.put("owner", file.owner());
    entry.put("content", file.content());
    return entry;
  }

  static Map<String, Object> metaData(CloudInit seed) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("instance-id", seed.instanceId().orElseGet(() -> idOf(seed)));
    seed.hostname().ifPresent(h -> data.put("local-hostname", h));
    return data;
  }

  private static String idOf(CloudInit seed) {
    String all = seed.userData() + seed.networkConfig().orElse("");
    byte[] digest = Sha256.begin().digest(all.getBytes(StandardCharsets.UTF_8));
    return "iid-" + HexFormat.of().formatHex(digest, 0, 8);
  }

  static Map<String, Object> networkConfig(CloudInit seed) {
    Map<String, Object> ethernets = new LinkedHashMap<>();
    for (Ethernet card : seed.ethernets()) {
      String name = "eth" + ethernets.size();
      ethernets.put(name, ethernet(card, name));
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("version", 2);
    config.put("ethernets", ethernets);
    return config;
  }

  /**
   * Named, too: cloud-init 22 writes the key into what networkd and ifupdown are to match, beside
   * the MAC address, so that the card must have it for its name.
   */
  private static Map<String, Object> ethernet(Ethernet card, String name) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("match", Map.of("macaddress", card.mac().text()));
    entry.put("set-name", name);
    entry.put("dhcp4", card.addresses().isEmpty());
    if (!card.addresses().isEmpty()) {
      entry.put("addresses", card.addresses().stream().map(Object::toString).toList());
    }
    card.gateway().ifPresent(g -> entry.put("routes", List.of(defaultRoute(g))));
    Map<String, Object> nameservers = new LinkedHashMap<>();
    if (!card.nameservers().isEmpty()) {
      nameservers.put(
          "addresses", card.nameservers().stream().map(InetAddress::getHostAddress).toList());
    }
    if (!card.searchDomains().isEmpty()) {
      nameservers.put("search", card.searchDomains());
    }
    if (!nameservers.isEmpty()) {
      entry.put("nameservers", nameservers);
    }
    return entry;
  }

  /** As a network, which all renderers of cloud-init know; not all know {@code default}. */
  private static Map<String, Object> defaultRoute(InetAddress gateway) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("to", gateway instanceof Inet4Address ? "0.0.0.0/0" : "::/0");
    route.put("via", gateway.getHostAddress());
    return route;
  }
}
