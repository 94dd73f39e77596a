package io.kvmsdk.ovs;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Needs Open vSwitch. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresTool(
    value = {"ovs-vswitchd", "--version"},
    debianPackage = "openvswitch-switch")
@interface RequiresSwitch {}
