/**
 * What an adapter implements ({@link io.kvmsdk.internal.driver.Driver}), and all that is the same
 * for every adapter ({@link io.kvmsdk.internal.driver.DriverHypervisor}).
 */
package io.kvmsdk.internal.driver;
