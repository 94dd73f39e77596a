/**
 * The family of {@link io.kvmsdk.error.KvmException}: unchecked, typed by what a caller can do
 * about them.
 */
package io.kvmsdk.error;
