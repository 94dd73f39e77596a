package io.kvmsdk.libvirt.contract;

import io.kvmsdk.iso.InstallerIso;
import io.kvmsdk.media.Media;
import io.kvmsdk.testkit.fixture.InstallerFixtures;
import io.kvmsdk.testkit.fixture.InstallerFixtures.Layout;
import io.kvmsdk.unattended.Password;
import io.kvmsdk.unattended.Preseed;

/** The media of the install contract: a small installer that really installs. */
final class MiniInstaller {
  private MiniInstaller() {}

  /** Installs by itself, under {@link #hostname}, leaves {@link #marker}, and powers off. */
  static Media unattended(String domain) {
    Preseed answers =
        Preseed.builder()
            .hostname(hostname(domain))
            .rootPassword(Password.plain("only for a test"))
            .addLateCommand("echo " + marker(domain) + " > /target/etc/marker")
            .build();
    return InstallerIso.open(InstallerFixtures.miniInstaller(Layout.DEBIAN))
        .unattended(u -> u.answers(answers).serialConsole())
        .media(domain);
  }

  /** Has no answers, so that it asks, and waits for ever. */
  static Media asking() {
    return Media.file(InstallerFixtures.miniInstaller(Layout.DEBIAN));
  }

  static String hostname(String domain) {
    return "host-" + domain;
  }

  static String marker(String domain) {
    return "marker-of-" + domain;
  }
}
