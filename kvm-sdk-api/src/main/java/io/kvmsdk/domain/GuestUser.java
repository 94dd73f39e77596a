package io.kvmsdk.domain;

import java.time.Instant;

/**
 * Somebody who is logged in to a guest.
 *
 * @param domain of a Windows user; empty elsewhere
 */
public record GuestUser(String name, String domain, Instant loginTime) {}
