package io.kvmsdk.libvirt.internal;

import io.kvmsdk.libvirt.LibvirtException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A call that starts an emulator, which may end at once and say why: virtlogd writes its words into
 * the domain's log, and libvirt asks virtlogd for them. Now and then it asks too early, and then
 * tells only that the emulator ended.
 */
final class EmulatorStart {
  /** libvirt's words where no others follow; the domain's name is there from 9.1 on. */
  private static final Pattern SILENT =
      Pattern.compile(
          "(?i)(qemu unexpectedly closed the monitor|process exited while connecting to monitor)"
              + "( \\(vm='.*'\\))?$");

  private static final int TRIES = 3;

  private EmulatorStart() {}

  /**
   * What fails without a word is tried again: no guest has run yet, and what ends its emulator does
   * so again.
   */
  static <T> T heard(Supplier<T> start) {
    for (int again = TRIES - 1; ; again--) {
      try {
        return start.get();
      } catch (LibvirtException e) {
        if (again == 0 || !SILENT.matcher(e.problem()).find()) {
          throw e;
        }
      }
    }
  }

  /** As {@link #heard(Supplier)}. */
  static void heardRun(Runnable start) {
    heard(
        () -> {
          start.run();
          return null;
        });
  }
}
