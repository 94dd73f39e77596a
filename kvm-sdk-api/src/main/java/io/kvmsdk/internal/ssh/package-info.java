/** What is to be known of OpenSSH's client, ssh(1), which all connections to other hosts use. */
package io.kvmsdk.internal.ssh;
