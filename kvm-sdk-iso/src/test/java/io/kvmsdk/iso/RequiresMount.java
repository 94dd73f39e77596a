package io.kvmsdk.iso;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Tests that mount file systems of their own: as root, with loop devices. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"unshare", "--mount", "losetup", "--find"},
    debianPackage = "mount, and root's rights")
@RequiresTool(
    value = {"mkfs.xfs", "-V"},
    debianPackage = "xfsprogs")
@RequiresTool(
    value = {"mkfs.btrfs", "--version"},
    debianPackage = "btrfs-progs")
@interface RequiresMount {}
