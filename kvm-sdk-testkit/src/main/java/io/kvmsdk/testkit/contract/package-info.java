/**
 * What each port promises, as abstract JUnit suites that run on the fake, on libvirt's test driver
 * and on QEMU alike.
 */
package io.kvmsdk.testkit.contract;
