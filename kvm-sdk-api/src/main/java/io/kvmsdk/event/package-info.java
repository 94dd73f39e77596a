/** What all events have in common; each kind of object has its own beside it. */
package io.kvmsdk.event;
