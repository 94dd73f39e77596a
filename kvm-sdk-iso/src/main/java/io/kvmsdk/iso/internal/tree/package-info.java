/** The directory trees of an image, each with its own way of naming. */
package io.kvmsdk.iso.internal.tree;
