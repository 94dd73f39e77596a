package io.kvmsdk.ovs;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import io.kvmsdk.ovs.InterfaceType.TunnelType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.immutables.value.Value;

/** One layer-2 network over many hosts: what joins bridges of the same name by tunnels. */
@Value.Immutable
@SpecStyle
public abstract class MeshSpec {
  MeshSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Tells the mesh from others on the same hosts; the ports' names come from it. */
  @Value.Default
  public String name() {
    return bridge();
  }

  /** Two or more, of names and addresses that all differ; for a hub, it is the first. */
  public abstract List<MeshHost> hosts();

  /** The bridge on each host; it is made where it is not there. */
  public abstract String bridge();

  /** What moves the packets of a bridge that is made. */
  public abstract Optional<DatapathType> datapathType();

  @Value.Default
  public TunnelType type() {
    return TunnelType.GENEVE;
  }

  /** Tells the mesh's packets from others': 0 to 16777215, and to 4294967295 for GRE. */
  public abstract OptionalLong key();

  @Value.Default
  public MeshTopology topology() {
    return MeshTopology.FULL_MESH;
  }

  @Value.Default
  public MeshSecurity security() {
    return MeshSecurity.clearText();
  }

  /** The largest packet in bytes that the network between the hosts carries, 1280 to 65535. */
  @Value.Default
  public int underlayMtu() {
    return 1500;
  }

  @Value.Check
  void check() {
    Validation v = Validation.of("mesh", name()).name(name());
    v.require(
        InterfaceSpec.fitsLinux(bridge()) && !bridge().isBlank(),
        "a bridge's name has 1 to 15 characters");
    v.require(hosts().size() >= 2, "a mesh needs two hosts or more");
    v.require(differ(MeshHost::name), "two hosts have the same name");
    v.require(differ(MeshHost::underlay), "two hosts have the same underlay address");
    v.require(differ(MeshHost::database), "two hosts have the same database");
    v.require(sameVersion(), "underlay addresses are all IPv4 or all IPv6");
    long most = type().largestKey();
    v.require(
        key().orElse(0) >= 0 && key().orElse(0) <= most,
        "a key of " + type().text() + " is 0 to " + most);
    v.require(
        underlayMtu() >= 1280 && underlayMtu() <= 65535, "an underlay's mtu is 1280 to 65535");
    checkSecurity(v);
    v.orThrow();
  }

  private boolean differ(Function<MeshHost, ?> what) {
    return hosts().stream().map(what).distinct().count() == hosts().size();
  }

  private boolean sameVersion() {
    return hosts().stream().map(host -> host.underlay().getClass()).distinct().count() <= 1;
  }

  private void checkSecurity(Validation v) {
    if (security() instanceof MeshSecurity.DerivedKeys derived) {
      v.require(
          derived.secret().reveal().length() >= 16, "a mesh's secret has 16 characters or more");
    } else if (security() instanceof MeshSecurity.PreSharedKeys keys && differ(MeshHost::name)) {
      for (MeshPairs.Pair pair : MeshPairs.of(hosts(), topology())) {
        v.require(
            keys.psks().containsKey(Set.of(pair.one().name(), pair.other().name())),
            "no pre-shared key for " + pair.one().name() + " and " + pair.other().name());
      }
      v.require(keys.psks().values().stream().allMatch(InterfaceSpec::isKey), InterfaceSpec.NO_KEY);
    }
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link MeshSpec}. */
  public static final class Builder extends ImmutableMeshSpec.Builder {
    Builder() {}

    /** As {@link MeshHost#of}. */
    public Builder addHost(String name, String database, String underlay) {
      return addHost(MeshHost.of(name, database, underlay));
    }
  }
}
