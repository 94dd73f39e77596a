package io.kvmsdk.iso.internal.installer;

import io.kvmsdk.unattended.AnswerFile;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Alpine's setup-alpine. No boot option starts it: the medium boots a system in RAM, over which
 * mkinitfs's init lays an apkovl, an archive of /etc. Ours has a script for the "local" service
 * that calls it.
 */
public final class SetupAlpine implements Installer {
  private static final String OVERLAY = "unattended.apkovl.tar.gz";

  /** Outside of /etc, so that the passwords in it do not get into the new system. */
  private static final String ANSWERS = "root/answers";

  private static final String SCRIPT =
      """
      #!/bin/sh
      # /etc becomes the new system's, and this shall not be in it
      rm -f /etc/local.d/unattended.start /etc/runlevels/default/local
      exec < /dev/null > /dev/console 2>&1

      # setup-disk erases without a question what is named here
      disks=$(. /ANSWERS > /dev/null 2>&1
        for word in $DISKOPTS; do case $word in /dev/*) printf '%s ' "$word" ;; esac; done)
      export ERASE_DISKS="${disks% }"

      # -e asks for no password, and leaves root's as it is; the answers may set one
      echo 'root:*' | chpasswd -e
      if setup-alpine -e -f /ANSWERS; then
        poweroff
      else
        echo 'the unattended installation has failed'
      fi
      """
          .replace("ANSWERS", ANSWERS);

  @Override
  public AnswerFile.Kind reads() {
    return AnswerFile.Kind.ALPINE;
  }

  /** The entries are named after kernels: "Linux lts", "Linux virt". */
  @Override
  public Pattern installs() {
    return Pattern.compile("^linux");
  }

  /**
   * In the initrd the overlay is named by an argument, so that only one entry installs; on the
   * medium it is found by every entry.
   */
  @Override
  public Seed seed(AnswerFile answers, boolean onMedium, String volumeId) {
    byte[] overlay = overlay(Seed.text(answers));
    return onMedium
        ? Seed.onMedium(Map.of("/" + OVERLAY, overlay))
        : Seed.inInitrd(OVERLAY, overlay, "apkovl=/" + OVERLAY);
  }

  /** Without the marker, an overlay replaces all services of the boot. */
  private static byte[] overlay(byte[] answers) {
    return new TarArchive()
        .folder("etc", 0755)
        .file("etc/.default_boot_services", 0644, new byte[0])
        .folder("etc/local.d", 0755)
        .file("etc/local.d/unattended.start", 0755, SCRIPT.getBytes(StandardCharsets.US_ASCII))
        .folder("etc/runlevels", 0755)
        .folder("etc/runlevels/default", 0755)
        .link("etc/runlevels/default/local", "/etc/init.d/local")
        .folder("root", 0700)
        .file(ANSWERS, 0600, answers)
        .toGzip();
  }
}
