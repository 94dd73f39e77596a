/** The System Use Sharing Protocol 1.12: tagged entries in directory records. */
package io.kvmsdk.iso.internal.susp;
