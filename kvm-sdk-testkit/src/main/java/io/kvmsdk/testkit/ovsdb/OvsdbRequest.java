package io.kvmsdk.testkit.ovsdb;

import java.util.List;

/**
 * What a {@link FakeOvsdbServer} received: a request or a notification, before anything was done
 * about it.
 *
 * @param connection the number of the connection that it came on, from 1
 * @param id what the reply will carry; null for a notification
 * @param params JSON as maps, lists, strings, {@code Long}, {@code Double}, {@code Boolean}, null
 */
public record OvsdbRequest(int connection, String method, Object id, List<?> params) {}
