/** Secrets that a host keeps for its domains and pools: passphrases and keys. */
package io.kvmsdk.secret;
