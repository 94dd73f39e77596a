package io.kvmsdk.ovs;

import java.util.Map;

/**
 * How a bridge stands with a controller.
 *
 * @param target as {@code tcp:127.0.0.1:6653}
 * @param status by the database's names, as {@code state} and {@code last_error}
 */
public record ControllerInfo(String target, boolean connected, Map<String, String> status) {}
