package io.kvmsdk.libvirt.internal;

/** {@code virEventHandleType} and what {@code epoll(7)} calls the same. */
final class HandleEvents {
  private static final int[] LIBVIRT = {1, 2, 4, 8};
  private static final int[] EPOLL = {Epoll.IN, Epoll.OUT, Epoll.ERR, Epoll.HUP};

  private HandleEvents() {}

  static int toEpoll(int events) {
    return translate(events, LIBVIRT, EPOLL);
  }

  static int ofEpoll(int events) {
    return translate(events, EPOLL, LIBVIRT);
  }

  private static int translate(int events, int[] from, int[] to) {
    int translated = 0;
    for (int i = 0; i < from.length; i++) {
      translated |= (events & from[i]) == 0 ? 0 : to[i];
    }
    return translated;
  }
}
