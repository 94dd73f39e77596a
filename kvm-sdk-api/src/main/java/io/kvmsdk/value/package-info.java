/** Units and identities as types: sizes, MAC addresses, IP networks, secrets. */
package io.kvmsdk.value;
