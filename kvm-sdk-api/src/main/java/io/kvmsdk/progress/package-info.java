/** How long jobs report what they have done. */
package io.kvmsdk.progress;
