/** How files are written: whole, or not at all. */
package io.kvmsdk.internal.file;
