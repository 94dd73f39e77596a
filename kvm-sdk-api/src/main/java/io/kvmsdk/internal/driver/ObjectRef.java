package io.kvmsdk.internal.driver;

import java.util.UUID;

/** The two names of a libvirt object. */
public record ObjectRef(UUID uuid, String name) {}
