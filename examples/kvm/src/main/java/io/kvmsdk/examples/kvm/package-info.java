/**
 * A command-line tool on the SDK: one class for each task, small enough to be read as an example of
 * how to do that task from Java. {@link io.kvmsdk.examples.kvm.KvmTool} puts them together.
 */
package io.kvmsdk.examples.kvm;
