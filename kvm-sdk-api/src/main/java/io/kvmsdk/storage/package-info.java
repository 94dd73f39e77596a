/** Storage pools and volumes: specs, and handles on what a host has. */
package io.kvmsdk.storage;
