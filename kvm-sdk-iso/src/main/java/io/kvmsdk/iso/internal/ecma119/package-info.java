/** The structures of ECMA-119 (ISO 9660), one per file. */
package io.kvmsdk.iso.internal.ecma119;
