package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/**
 * TCP ports that Linux gives to nobody who does not ask for them (ip_local_port_range). Who looks
 * for one says on which address of the loopback, so that tests at the same time take theirs each.
 */
final class QuietPort {
  private QuietPort() {}

  static int free(String address) {
    return IntStream.range(16640, 16740)
        .filter(port -> isFree(address, port))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(String address, int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName(address))) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
