/** JSON (RFC 8259) in small: what the guest agent's protocol needs. */
package io.kvmsdk.internal.json;
