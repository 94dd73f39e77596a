package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What has gone wrong in programs that use libvirt from Java, and the test that shows of each that
 * it cannot here.
 */
class HazardsTest {
  enum Hazard {
    H1("libvirt prints errors to stderr", ProcessTest.class, "errors_putNothingOnStderr"),
    H2(
        "an error callback is collected while libvirt knows it",
        NativeStressTest.class,
        "calls_surviveTheCollectorAndAClose_whereFreedMemoryIsOverwritten"),
    H3(
        "two threads free one handle",
        HandleCacheTest.class,
        "manyThreads_neverSeeAFreedHandle_andNothingIsLeftBehind"),
    H4(
        "a handle is freed under a running call",
        NativeStressTest.class,
        "calls_surviveTheCollectorAndAClose_whereFreedMemoryIsOverwritten"),
    H5(
        "a finalizer waits for a daemon that hangs",
        DaemonLossTest.class,
        "cleaners_runOn_whileTheDaemonHangs"),
    H6(
        "a closed connection lives on",
        NativeSafetyTest.class,
        "close_amidEventsLeavesNoUserOfTheConnection"),
    H7(
        "an abandoned upload looks finished",
        QemuStorageTest.class,
        "upload_abortsAndRethrowsWhenTheSourceFails"),
    H8(
        "a virtual thread reads another's error",
        NativeSafetyTest.class,
        "errors_belongToTheirVirtualThread"),
    H9(
        "native calls pin the carriers of virtual threads",
        NativeStressTest.class,
        "virtualThreads_goOn_whileOthersWaitInNativeCalls"),
    H10(
        "there is no event loop before the first connection",
        LibvirtEventsTest.class,
        "listen_tellsInOrderWhatHappens"),
    H11("a listener throws", LibvirtEventsTest.class, "listen_survivesAListenerThatThrows"),
    H12(
        "a listener blocks the events of all, and the keepalive",
        DaemonLossTest.class,
        "events_ofAListenerThatBlocks_doNotCostTheConnection"),
    H13(
        "a daemon hangs",
        DaemonLossTest.class,
        "calls_endWithinTheKeepaliveBound_whenTheDaemonHangs"),
    H14("a daemon dies", DaemonLossTest.class, "events_goOnBehindAGap_thoughNobodyCalls"),
    H15(
        "long calls hold up short ones",
        LongCallsTest.class,
        "shortCalls_goOn_whileEightLongOnesAreUnderWay"),
    H16(
        "waiting for events ignores an interrupt",
        LibvirtEventsTest.class,
        "pause_endsAtOnceWhenInterrupted"),
    H17(
        "control characters get into documents",
        LibvirtDomainsTest.class,
        "define_refusesControlCharacters");

    private final String what;
    private final Class<?> tests;
    private final String test;

    Hazard(String what, Class<?> tests, String test) {
      this.what = what;
      this.tests = tests;
      this.test = test;
    }

    @Override
    public String toString() {
      return name() + ", " + what;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyHazard_hasATest(Hazard hazard) {
    assertThat(hazard.tests.getDeclaredMethods())
        .filteredOn(m -> m.getName().equals(hazard.test))
        .singleElement()
        .matches(
            m ->
                AnnotationSupport.isAnnotated(m, Test.class)
                    || AnnotationSupport.isAnnotated(m, TestTemplate.class));
  }
}
