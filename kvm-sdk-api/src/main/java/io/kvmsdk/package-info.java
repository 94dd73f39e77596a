/** The door: {@link io.kvmsdk.Kvm#connect(String)} gives a {@link io.kvmsdk.Hypervisor}. */
package io.kvmsdk;
