/** Virtual networks: specs, and handles on what a host has. */
package io.kvmsdk.network;
