package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.judge.Tool;
import java.nio.file.Path;

/**
 * Certificates as Open vSwitch's own tool makes them: an authority for switches, another for
 * controllers, and who they sign.
 */
public record Pki(Path folder) {
  public static Pki create(Path folder) {
    Pki pki = new Pki(folder);
    Tool.run("ovs-pki", "--dir=" + folder.resolve("pki"), "--log=" + folder.resolve("log"), "init")
        .orFail();
    return pki;
  }

  public Path authority(String who) {
    return folder.resolve("pki/" + who + "ca/cacert.pem");
  }

  /** Makes a key, and a certificate with {@code name}, signed by the authority of {@code who}. */
  public Pki issue(String name, String who) {
    Tool.runIn(
            folder,
            "ovs-pki",
            "--dir=" + folder.resolve("pki"),
            "--log=" + folder.resolve("log"),
            "-u",
            "req+sign",
            name,
            who)
        .orFail();
    return this;
  }

  /** As {@link #issue}, long ago. */
  Pki issueExpired(String name, String who) {
    issue(name, who);
    Path own = folder.resolve("pki/" + who + "ca");
    Tool.runIn(
            own,
            "openssl",
            "ca",
            "-batch",
            "-notext",
            "-config",
            "ca.cnf",
            "-startdate",
            "20010101000000Z",
            "-enddate",
            "20020101000000Z",
            "-in",
            folder.resolve(name + "-req.pem"),
            "-out",
            certificate(name))
        .orFail();
    return this;
  }

  public Path certificate(String name) {
    return folder.resolve(name + "-cert.pem");
  }

  public Path key(String name) {
    return folder.resolve(name + "-privkey.pem");
  }

  /** ovsdb-server's options to listen with a certificate, and to want one of the clients. */
  String[] listen(String name, String trusted) {
    return new String[] {
      "--remote=pssl:0:127.0.0.2",
      "--private-key=" + key(name),
      "--certificate=" + certificate(name),
      "--ca-cert=" + authority(trusted)
    };
  }
}
