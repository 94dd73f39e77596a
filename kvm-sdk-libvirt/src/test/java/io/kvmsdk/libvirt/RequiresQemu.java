package io.kvmsdk.libvirt;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Needs this machine's libvirtd, with QEMU. CI runs what does on one JDK. */
@Tag("qemu")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"virsh", "-c", "qemu:///system", "version"},
    debianPackage = "libvirt-daemon-system, libvirt-clients and qemu-system-x86")
public @interface RequiresQemu {}
