package io.kvmsdk.libvirt;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Needs libvirt's library, though no daemon. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"virsh", "-c", "test:///default", "version"},
    debianPackage = "libvirt-clients")
public @interface RequiresLibvirt {}
