/** What all specs share: their style as generated values, and how they are validated. */
package io.kvmsdk.internal.spec;
