/** What can become a disk image for a virtual machine. */
package io.kvmsdk.media;
