package io.kvmsdk.domain;

/** What runs the guest's code. */
public enum Accelerator {
  /** KVM where a guest can really use it, else TCG: found out by trying, once for each host. */
  AUTO,
  /** The processor itself, through /dev/kvm. */
  KVM,
  /** QEMU's translator: works everywhere, some ten times slower. */
  TCG,
  /** Apple's Hypervisor.framework: read from documents of a Mac; no Linux host has it. */
  HVF
}
