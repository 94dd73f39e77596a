/** What will change, told before it does. */
package io.kvmsdk.change;
