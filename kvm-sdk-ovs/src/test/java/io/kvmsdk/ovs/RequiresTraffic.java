package io.kvmsdk.ovs;

import io.kvmsdk.judge.RequiresTool;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Needs Open vSwitch, and what sends packets and sees them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RequiresSwitch
@RequiresTool(
    value = {"ping", "-V"},
    debianPackage = "iputils-ping")
@RequiresTool(
    value = {"tcpdump", "--version"},
    debianPackage = "tcpdump")
@Tag("traffic")
@interface RequiresTraffic {}
