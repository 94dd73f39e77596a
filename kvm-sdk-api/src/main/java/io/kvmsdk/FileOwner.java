package io.kvmsdk;

/**
 * Whose a file is, on its host.
 *
 * @param user the user's number
 * @param group the group's number
 */
public record FileOwner(long user, long group) {}
