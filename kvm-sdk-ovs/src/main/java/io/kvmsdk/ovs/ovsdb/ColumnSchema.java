package io.kvmsdk.ovs.ovsdb;

/**
 * A column (RFC 7047, 3.2, {@code <column-schema>}).
 *
 * @param ephemeral whether its values need not outlive the server
 * @param mutable whether it can be changed once its row is there
 */
public record ColumnSchema(String name, ColumnType type, boolean ephemeral, boolean mutable) {}
