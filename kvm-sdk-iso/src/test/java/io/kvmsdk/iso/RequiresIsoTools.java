package io.kvmsdk.iso;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The makers and judges of ISO images. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"xorriso", "--version"},
    debianPackage = "xorriso")
@RequiresTool(
    value = {"isoinfo", "--version"},
    debianPackage = "genisoimage")
@RequiresTool(
    value = {"bsdtar", "--version"},
    debianPackage = "libarchive-tools")
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@RequiresTool(
    value = {"sgdisk", "--version"},
    debianPackage = "gdisk")
@RequiresTool(
    value = {"grub-mkimage", "--version"},
    debianPackage = "grub-common")
@interface RequiresIsoTools {}
