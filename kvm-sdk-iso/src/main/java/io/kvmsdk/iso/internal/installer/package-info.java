/**
 * What the distributions' installers read, and where they look for it. Nothing here touches an
 * image.
 */
package io.kvmsdk.iso.internal.installer;
