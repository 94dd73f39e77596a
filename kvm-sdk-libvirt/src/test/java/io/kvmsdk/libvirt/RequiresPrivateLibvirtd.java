package io.kvmsdk.libvirt;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Needs what a {@link PrivateLibvirtd} is made of: root, namespaces, libvirtd and tini. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"unshare", "--mount", "--net", "--pid", "--fork", "libvirtd", "--version"},
    debianPackage = "libvirt-daemon-system")
@RequiresTool(
    value = {"tini", "--version"},
    debianPackage = "tini")
public @interface RequiresPrivateLibvirtd {}
