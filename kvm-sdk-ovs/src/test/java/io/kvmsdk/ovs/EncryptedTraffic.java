package io.kvmsdk.ovs;

import io.kvmsdk.error.Subject;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import io.kvmsdk.ovs.ovsdb.Pki;
import io.kvmsdk.value.IpAddresses;
import io.kvmsdk.value.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a mesh with IPsec puts on the wire, and what {@link TunnelMesh#ipsecStatus} says of it. Not
 * a test of Maven's: it needs Linux's datapath and IPsec, which the guest of {@code
 * examples/ipsec-guest} has; JUnit would take a minute to start there.
 */
final class EncryptedTraffic implements AutoCloseable {
  private interface Check {
    void run() throws IOException;
  }

  private static final Secret KEY = Secret.of("one that both of them know");
  private static final Secret NEXT_KEY = Secret.of("another that both of them know");
  private static final String FAR = "10.5.0.2";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder = Files.createTempDirectory("kvmsdk-ipsec");
  private final SwitchHost one = SwitchHost.start(folder.resolve("one"));
  private final SwitchHost other = SwitchHost.start(folder.resolve("other"));
  private final IpsecHost oneIpsec;
  private final IpsecHost otherIpsec;
  private final SwitchHost.Guest guest;

  private EncryptedTraffic() throws IOException {
    one.link("kvmsdk-u", other.namespace(), "kvmsdk-u");
    one.run("ip", "addr", "add", "10.9.0.1/24", "dev", "kvmsdk-u").orFail();
    other.run("ip", "addr", "add", "10.9.0.2/24", "dev", "kvmsdk-u").orFail();
    oneIpsec = IpsecHost.start(one);
    otherIpsec = IpsecHost.start(other);
    guest = plugIn(one, "10.5.0.1/24");
    plugIn(other, FAR + "/24");
  }

  private static SwitchHost.Guest plugIn(SwitchHost host, String cidr) {
    SwitchHost.Guest guest = host.guest(cidr);
    host.vsctl("add-br", "br-sec", "--", "add-port", "br-sec", guest.port());
    return guest;
  }

  @Override
  public void close() {
    oneIpsec.close();
    otherIpsec.close();
    one.close();
    other.close();
  }

  /** Runs all checks, or those whose names are given; exits with 1 if one does not hold. */
  public static void main(String[] names) throws IOException {
    int failed = 0;
    try (EncryptedTraffic traffic = new EncryptedTraffic()) {
      for (Map.Entry<String, Check> check : traffic.checks().entrySet()) {
        if (names.length == 0 || Arrays.asList(names).contains(check.getKey())) {
          failed += traffic.holds(check) ? 0 : 1;
        }
      }
    }
    System.out.println(failed == 0 ? "all of it holds" : failed + " checks do not hold");
    System.exit(failed == 0 ? 0 : 1);
  }

  private Map<String, Check> checks() {
    Map<String, Check> all = new LinkedHashMap<>();
    all.put("clear", this::withoutIpsecGuestsAreSeen);
    all.put("gre", () -> onlyEspIsOnTheWire(mesh(TunnelType.GRE, psk(KEY))));
    all.put("vxlan", () -> onlyEspIsOnTheWire(mesh(TunnelType.VXLAN, psk(KEY))));
    all.put("geneve", () -> onlyEspIsOnTheWire(mesh(TunnelType.GENEVE, psk(KEY))));
    all.put("wrong-key", this::withDifferentKeysNothingPasses);
    all.put("rotation", this::newKeysInterruptShortly);
    all.put("certificates", this::certificatesOfOneAuthorityEncrypt);
    return all;
  }

  private boolean holds(Map.Entry<String, Check> check) throws IOException {
    long start = System.nanoTime();
    say("\n" + check.getKey());
    try {
      check.getValue().run();
      say("holds, after " + since(start).toSeconds() + " s");
      return true;
    } catch (RuntimeException | AssertionError e) {
      e.printStackTrace(System.out);
      return false;
    } finally {
      mesh(TunnelType.GRE, MeshSecurity.clearText()).remove().orThrow();
    }
  }

  private static void say(String what) {
    System.out.println(what);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void check(boolean holds, String what, Object... seen) {
    if (!holds) {
      throw new AssertionError("not so: " + what + "; " + Arrays.toString(seen));
    }
    say("  " + what);
  }

  private TunnelMesh mesh(TunnelType type, MeshSecurity security) {
    return TunnelMesh.of(
        m ->
            m.bridge("br-sec")
                .type(type)
                .addHost(new MeshHost("one", one.endpoint(), IpAddresses.parse("10.9.0.1")))
                .addHost(new MeshHost("other", other.endpoint(), IpAddresses.parse("10.9.0.2")))
                .security(security));
  }

  private static MeshSecurity psk(Secret key) {
    return MeshSecurity.preSharedKeys().pair("one", "other", key);
  }

  private List<IpsecStatus> status(TunnelMesh mesh) {
    return mesh.ipsecStatus(Map.of("one", oneIpsec.shell(), "other", otherIpsec.shell()));
  }

  /** Until both ends are said to be so; packets have charon negotiate. */
  private Duration await(TunnelMesh mesh, String what, Predicate<List<IpsecStatus>> wanted) {
    long start = System.nanoTime();
    List<IpsecStatus> seen =
        SystemPacer.INSTANCE.await(
            Subject.NONE,
            what,
            PATIENCE,
            () -> {
              ping(1);
              return Optional.of(status(mesh)).filter(wanted);
            },
            () -> status(mesh) + seenBy(oneIpsec) + seenBy(otherIpsec));
    say("  " + what + " after " + since(start).toMillis() + " ms: " + seen);
    return since(start);
  }

  private static String seenBy(IpsecHost host) {
    return host.shell().script(IpsecProbe.SCRIPT + "\nipsec statusall", "");
  }

  private void awaitProtected(TunnelMesh mesh) {
    await(mesh, "both ends protected", all -> all.stream().allMatch(IpsecStatus::isProtected));
  }

  /** How many of so many pings are answered. */
  private int ping(int count, String... options) {
    Object[] command = new Object[options.length + 8];
    System.arraycopy(new Object[] {"ping", "-c", count, "-i", 0.2, "-W", 1, FAR}, 0, command, 0, 8);
    System.arraycopy(options, 0, command, 8, options.length);
    String said = guest.run(command).output();
    return (int) said.lines().filter(line -> line.contains("bytes from")).count();
  }

  /** Without this, that nothing is seen in clear text would prove nothing. */
  private void withoutIpsecGuestsAreSeen() throws IOException {
    mesh(TunnelType.GRE, MeshSecurity.clearText()).apply().orThrow();
    try (Wire wire = Wire.watch(one, folder)) {
      check(ping(3) > 0, "pings pass");
      check(!wire.clear().isEmpty(), "tcpdump sees them");
    }
  }

  private void onlyEspIsOnTheWire(TunnelMesh mesh) throws IOException {
    try (Wire wire = Wire.watch(one, folder)) {
      mesh.apply().orThrow();
      awaitProtected(mesh);
      say("  in clear text until then: " + wire.clear().size() + " packets");
    }
    try (Wire wire = Wire.watch(one, folder)) {
      int answers = ping(6);
      check(answers == 6, "6 of 6 pings", answers);
      String large = Integer.toString(mesh.guestMtu() - 28);
      check(ping(2, "-M", "do", "-s", large) == 2, "the largest packets pass");
      check(wire.clear().isEmpty(), "nothing but ESP", wire.clear());
      check(wire.encrypted().size() >= 16, "ESP for each packet", wire.encrypted());
    }
  }

  private void withDifferentKeysNothingPasses() throws IOException {
    TunnelMesh mesh = mesh(TunnelType.GRE, psk(KEY));
    mesh.apply().orThrow();
    awaitProtected(mesh);
    other.vsctl("set", "interface", mesh.tunnels().get(0).other().port(), "options:psk=wrong");
    await(mesh, "no end protected", all -> all.stream().noneMatch(IpsecStatus::isProtected));
    try (Wire wire = Wire.watch(one, folder)) {
      check(ping(4) == 0, "0 of 4 pings");
      check(wire.clear().isEmpty(), "nothing in clear text", wire.clear());
      check(wire.encrypted().isEmpty(), "nothing encrypted", wire.encrypted());
    }
    mesh.apply().orThrow();
    awaitProtected(mesh);
    check(ping(6) == 6, "repaired by the mesh: 6 of 6 pings");
  }

  private void newKeysInterruptShortly() throws IOException {
    TunnelMesh old = mesh(TunnelType.GRE, psk(KEY));
    old.apply().orThrow();
    awaitProtected(old);
    for (Secret key : List.of(NEXT_KEY, KEY, NEXT_KEY)) {
      TunnelMesh mesh = mesh(TunnelType.GRE, psk(key));
      try (Wire wire = Wire.watch(one, folder);
          Pings pings = Pings.start(guest, FAR, Duration.ofSeconds(20))) {
        MeshReport report = mesh.applyTogether();
        List<Pings.Gap> gaps = pings.gaps();
        say("  window " + report.window().toMillis() + " ms; no answers for " + gaps);
        check(gaps.stream().allMatch(g -> g.time().toSeconds() < 10), "soon answered again");
        check(ping(3) == 3, "and ever after");
        check(wire.clear().isEmpty(), "nothing in clear text", wire.clear());
      }
      awaitProtected(mesh);
    }
  }

  private void certificatesOfOneAuthorityEncrypt() throws IOException {
    Pki pki = Pki.create(folder).issue("one", "switch").issue("other", "switch");
    oneIpsec.give(pki, "one", "switch");
    otherIpsec.give(pki, "other", "switch");
    onlyEspIsOnTheWire(mesh(TunnelType.GRE, IpsecHost.CERTIFICATES));
  }
}
