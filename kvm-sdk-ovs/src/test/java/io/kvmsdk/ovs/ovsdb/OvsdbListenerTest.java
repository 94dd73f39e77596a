package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.testkit.ovsdb.FakeOvsdbServer;
import io.kvmsdk.testkit.ovsdb.OvsdbFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls, and who is let in; {@link CallingSwitchJudgedTest} has switches of Open vSwitch. */
@Timeout(180)
class OvsdbListenerTest {
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private OvsdbListener listen(String endpoint, Duration patience) {
    OvsdbListener listener =
        OvsdbListener.listen(
            o -> o.addEndpoints(OvsdbEndpoint.parse(endpoint)).connectTimeout(patience),
            (name, client) -> told.add(name));
    open.add(listener);
    return listener;
  }

  private OvsdbListener listen() {
    return listen("ptcp:0:127.0.0.1", Duration.ofSeconds(20));
  }

  private static String target(OvsdbListener listener) {
    OvsdbEndpoint.Passive at = listener.endpoint();
    return new OvsdbEndpoint.Tcp(at.address(), at.port()).toString();
  }

  private FakeOvsdbServer aSwitch(String name) {
    FakeOvsdbServer fake = FakeOvsdbServer.openVSwitch();
    open.add(fake);
    fake.transact(
        "Open_vSwitch",
        """
        [{"op":"update","table":"Open_vSwitch","where":[],
          "row":{"external_ids":["map",[["rack","7"],["system-id","%s"]]]}}]"""
            .formatted(name));
    return fake;
  }

  private SocketChannel stranger(OvsdbListener listener, String words) throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.endpoint().port()));
    open.add(channel);
    ScriptedServer.say(channel, words);
    return channel;
  }

  private String next() throws InterruptedException {
    return told.poll(30, TimeUnit.SECONDS);
  }

  /** Reads what there is to hear; hangs, until the test's time is over, where nobody hangs up. */
  private static void awaitHungUp(SocketChannel channel) {
    try {
      while (channel.read(ByteBuffer.allocate(1 << 16)) >= 0) {}
    } catch (IOException reset) {
      // As well.
    }
  }

  private static void tryToList(OvsdbClient client) {
    try {
      client.listDatabases();
    } catch (KvmException e) {
      // The old one has not been found out yet.
    }
  }

  private static KvmException awaitRefusal(OvsdbListener listener) {
    while (listener.lastRefusal().isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
    return listener.lastRefusal().get();
  }

  @Test
  void listen_whenSwitchesCall_givesEachAClient() throws Exception {
    try (OvsdbListener listener = listen()) {
      aSwitch("kvm1").call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      aSwitch("kvm2").call(target(listener));
      assertThat(next()).isEqualTo("kvm2");
      Map<String, OvsdbClient> clients = listener.clients();
      assertThat(clients).containsOnlyKeys("kvm1", "kvm2");
      assertThat(listener).asString().contains("ptcp:", "kvm1", "kvm2");
      for (String name : List.of("kvm1", "kvm2")) {
        assertThat(clients.get(name).database("Open_vSwitch").read("Open_vSwitch"))
            .asString()
            .contains(name);
        assertThat(clients.get(name)).asString().contains("called by 127.0.0.1:");
      }
    }
  }

  @Test
  void listen_whenASwitchHasNoName_knowsItByItsRow() throws Exception {
    try (OvsdbListener listener = listen();
        FakeOvsdbServer fake = FakeOvsdbServer.openVSwitch()) {
      fake.call(target(listener));
      assertThat(fake.rows("Open_vSwitch", "Open_vSwitch").get(0).get("_uuid"))
          .isEqualTo(List.of("uuid", next()));
    }
  }

  @Test
  void client_whenTheSwitchCallsAgain_isTheSame() throws Exception {
    try (OvsdbListener listener = listen()) {
      FakeOvsdbServer fake = aSwitch("kvm1");
      fake.call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      OvsdbClient client = listener.clients().get("kvm1");
      try (Replica replica = client.database("Open_vSwitch").replica("Queue")) {
        fake.dropConnections();
        fake.transact("Open_vSwitch", "[{\"op\":\"insert\",\"table\":\"Queue\",\"row\":{}}]");
        fake.call(target(listener));
        replica.waitFor(now -> now.rows("Queue").size() == 1, Duration.ofMinutes(2));
        client.echo();
        assertThat(listener.clients()).containsExactly(Map.entry("kvm1", client));
        assertThat(told).isEmpty();
      }
    }
  }

  @Test
  void client_whenItIsClosed_isForgotten() throws Exception {
    try (OvsdbListener listener = listen()) {
      FakeOvsdbServer fake = aSwitch("kvm1");
      fake.call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      listener.clients().get("kvm1").close();
      assertThat(listener.clients()).isEmpty();
      fake.call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      listener.clients().get("kvm1").echo();
    }
  }

  @Test
  void client_whenAnotherCallsByItsName_keepsTheFirst() throws Exception {
    try (OvsdbListener listener = listen()) {
      FakeOvsdbServer first = aSwitch("kvm1");
      first.call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      aSwitch("kvm1").call(target(listener));
      assertThat(awaitRefusal(listener))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("system-id");
      int before = first.log().size();
      listener.clients().get("kvm1").echo();
      assertThat(first.log()).hasSizeGreaterThan(before);
    }
  }

  /** As a switch that was cut off without a word, whose first connection nobody has ended. */
  @Test
  void client_whenItsSwitchCallsAndTheOldConnectionIsSilent_takesTheNewOne() throws Exception {
    try (OvsdbListener listener = listen("ptcp:0:127.0.0.1", Duration.ofSeconds(5))) {
      FakeOvsdbServer cutOff = aSwitch("kvm1");
      cutOff.call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      OvsdbClient client = listener.clients().get("kvm1");
      client.echo();
      cutOff.failOn("echo", OvsdbFault.silence());
      FakeOvsdbServer again = aSwitch("kvm1");
      again.call(target(listener));
      again.awaitRequests("transact", 1); // by which it says who it is
      while (again.log().stream().noneMatch(asked -> asked.method().equals("list_dbs"))) {
        tryToList(client);
      }
    }
  }

  @Test
  void listener_whenStrangersAreSilent_letsSwitchesInAllTheSame() throws Exception {
    try (OvsdbListener listener = listen()) {
      List<SocketChannel> silent = new ArrayList<>();
      for (int i = 0; i < 2 * Door.MOST_STRANGERS; i++) {
        silent.add(stranger(listener, ""));
      }
      aSwitch("kvm1").call(target(listener));
      assertThat(next()).isEqualTo("kvm1");
      for (SocketChannel early : silent.subList(0, Door.MOST_STRANGERS)) {
        awaitHungUp(early);
      }
    }
  }

  @Test
  void listener_whenAStrangerSpeaksSomethingElse_hangsUp() throws Exception {
    try (OvsdbListener listener = listen()) {
      awaitHungUp(stranger(listener, "GET / HTTP/1.1\r\n"));
      assertThat(awaitRefusal(listener)).isInstanceOf(OvsdbException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "[{\"rows\":[]}]",
        "[{\"rows\":[{\"_uuid\":[\"uuid\"],\"external_ids\":[\"map\",[]]}]}]",
        "[{\"error\":\"permission error\"}]",
      })
  void listener_whenAServerIsNoSwitch_hangsUp(String result) throws Exception {
    try (OvsdbListener listener = listen()) {
      SocketChannel server = stranger(listener, "");
      ScriptedServer.greet(server);
      ScriptedServer.hear(server);
      ScriptedServer.say(server, "{\"id\":\"2\",\"error\":null,\"result\":" + result + "}");
      awaitHungUp(server);
      assertThat(awaitRefusal(listener)).isInstanceOf(OvsdbException.class);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void listener_whenAStrangerTalksOnAndOn_hangsUp() throws Exception {
    try (OvsdbListener listener = listen()) {
      String probe = "{\"method\":\"echo\",\"id\":7,\"params\":[]}";
      awaitHungUp(stranger(listener, probe.repeat(20)));
      assertThat(awaitRefusal(listener)).hasMessageContaining("does not say who it is");
    }
  }

  @Test
  void listener_whenAStrangersMessageIsLong_hangsUp() throws Exception {
    try (OvsdbListener listener = listen()) {
      awaitHungUp(stranger(listener, "{\"id\":\"" + "x".repeat(100_000)));
      assertThat(awaitRefusal(listener)).hasMessageContaining("longer than 65536");
    }
  }

  @Test
  void listener_whenAStrangerSaysNothingInTime_hangsUp() throws Exception {
    try (OvsdbListener listener = listen("ptcp:0:127.0.0.1", Duration.ofMillis(100))) {
      awaitHungUp(stranger(listener, ""));
      assertThat(awaitRefusal(listener)).hasMessageContaining("PT0.1S");
    }
  }

  @Test
  void close_whenSwitchesAndStrangersAreThere_endsThemAndAllThreads() throws Exception {
    OvsdbListener listener = listen("ptcp:0:[::1]", Duration.ofSeconds(20));
    aSwitch("kvm1").call(target(listener));
    assertThat(next()).isEqualTo("kvm1");
    OvsdbClient client = listener.clients().get("kvm1");
    Replica replica = client.database("Open_vSwitch").replica("Bridge");
    SocketChannel silent =
        SocketChannel.open(
            new InetSocketAddress(
                InetAddress.getByAddress(
                    new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}),
                listener.endpoint().port()));
    open.add(silent);
    listener.close();
    listener.close();
    awaitHungUp(silent);
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(client::echo)
        .withMessageContaining("closed");
    replica.close();
    LeakTest.awaitNoThreads();
  }

  @Test
  void listen_whenThePortIsTaken_saysSo() {
    try (OvsdbListener listener = listen()) {
      assertThatExceptionOfType(ConnectionLostException.class)
          .isThrownBy(() -> listen(listener.endpoint().toString(), Duration.ofSeconds(20)))
          .withMessageContaining("cannot listen")
          .withMessageContaining(listener.endpoint().toString());
    }
  }

  @Test
  void connect_whenNobodyCalls_saysWhoTried() {
    assertThatExceptionOfType(ConnectionLostException.class)
        .isThrownBy(
            () ->
                OvsdbClient.connect(
                    new OvsdbEndpoint.Ptcp(QuietPort.free("127.0.0.3"), "127.0.0.3"),
                    Duration.ofMillis(100)))
        .withMessageContaining("no server has called within PT0.1S")
        .withMessageContaining("get-manager");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp:h:1", "ptcp:1,ptcp:2", "pssl:1", "ptcp:1,tcp:h:1"})
  void listen_whenEndpointsMakeNoSense_refuses(String endpoints) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                OvsdbListener.listen(
                    o -> {
                      for (String endpoint : endpoints.split(",")) {
                        o.addEndpoints(OvsdbEndpoint.parse(endpoint));
                      }
                    },
                    (name, client) -> {}));
  }

  @Test
  void connect_whenThePortIsAnyOne_refuses() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> OvsdbClient.connect(OvsdbEndpoint.parse("ptcp:0"), Duration.ofMillis(100)))
        .withMessageContaining("OvsdbListener");
  }
}
