package io.kvmsdk.network;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which VLANs a guest's port carries, and which of their frames the guest sees tagged: libvirt's
 * {@code <vlan>}, for ports of Open vSwitch and for SR-IOV cards. VLANs are 0 to 4095, none of them
 * named twice.
 */
public sealed interface VlanSpec {
  /** One VLAN, whose frames the guest sees untagged. */
  record Access(int id) implements VlanSpec {
    public Access {
      check(List.of(id));
    }
  }

  /**
   * VLANs whose frames the guest sees tagged.
   *
   * @param ids all but the native one
   */
  record Trunk(List<Integer> ids, Optional<Native> nativeVlan) implements VlanSpec {
    public Trunk {
      ids = List.copyOf(ids);
      List<Integer> all = new ArrayList<>(ids);
      nativeVlan.ifPresent(vlan -> all.add(vlan.id()));
      check(all);
    }

    /** This trunk, where frames that the guest sends or gets untagged are of VLAN {@code id}. */
    public Trunk nativeUntagged(int id) {
      return new Trunk(ids, Optional.of(new Native(id, false)));
    }

    /** This trunk, where untagged frames of the guest's are of VLAN {@code id}; it gets none. */
    public Trunk nativeTagged(int id) {
      return new Trunk(ids, Optional.of(new Native(id, true)));
    }
  }

  /**
   * The VLAN of a trunk's untagged frames.
   *
   * @param tagged whether its frames reach the guest tagged
   */
  record Native(int id, boolean tagged) {}

  static VlanSpec access(int id) {
    return new Access(id);
  }

  static Trunk trunk(Integer... ids) {
    return new Trunk(List.of(ids), Optional.empty());
  }

  private static void check(List<Integer> ids) {
    Objects.requireNonNull(ids);
    Subject vlan = Subject.of("VLAN", ids.size() == 1 ? ids.get(0) : ids);
    if (ids.isEmpty()) {
      throw InvalidSpecException.of(vlan, "a trunk carries one VLAN at least");
    }
    if (!ids.stream().allMatch(id -> id >= 0 && id <= 4095)) {
      throw InvalidSpecException.of(vlan, "a VLAN is 0 to 4095");
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw InvalidSpecException.of(vlan, "a VLAN is named twice");
    }
  }
}
