package io.kvmsdk.host;

/** Programs of this machine. */
class LocalShellTest extends HostShellContract {
  @Override
  HostShell shell() {
    return HostShell.local();
  }
}
