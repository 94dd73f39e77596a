package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The makers and judges of FAT images. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"mtools", "--version"},
    debianPackage = "mtools")
@RequiresTool(
    value = {"mkfs.fat", "--help"},
    debianPackage = "dosfstools")
@interface RequiresFatTools {}
