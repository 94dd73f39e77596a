package io.kvmsdk.ovs.ovsdb;

import java.util.List;

/**
 * What a server says unasked: {@code update}, {@code update2}, {@code update3}, {@code
 * monitor_canceled} (RFC 7047, 4.1.6; ovsdb-server(7)), {@code locked}, {@code stolen} (4.1.9).
 */
record Notification(String method, List<?> params) {}
