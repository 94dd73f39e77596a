/**
 * Lays out new images: names become records, folders get their blocks in the order of the path
 * table, and data follows in the order of paths; then all is written once, front to back.
 */
package io.kvmsdk.iso.internal.build;
