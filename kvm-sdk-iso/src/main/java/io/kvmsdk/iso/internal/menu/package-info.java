/**
 * The boot menus of installer CDs, as text: finding the entry that installs, and adding one that
 * does so unattended. Nothing here touches an image.
 */
package io.kvmsdk.iso.internal.menu;
