package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** TCP ports that Linux gives to nobody who does not ask for them (ip_local_port_range). */
final class QuietPort {
  private QuietPort() {}

  static int free() {
    return IntStream.range(16640, 16740).filter(QuietPort::isFree).findFirst().orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
