/**
 * What the SDK costs against the tools that people use today, in one run on one machine.
 *
 * <p>In each class, a method whose name begins with {@code sdk} is ours, the others are rivals; the
 * script {@code examples/bench} prints every ratio between the two.
 */
package io.kvmsdk.examples.benchmarks;
