package io.kvmsdk.ovs.vsctl;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The commands that scripts may use, with how many arguments they take and which options
 * (ovs-vsctl(8) of Open vSwitch 3.1); an option that ends in "=" takes a value.
 */
public enum Verb {
  INIT(0, 0),
  SHOW(0, 0),
  COMMENT(0, Integer.MAX_VALUE),
  ADD_BR(1, 3, "--may-exist"),
  DEL_BR(1, 1, "--if-exists"),
  LIST_BR(0, 0, "--real", "--fake"),
  BR_EXISTS(1, 1),
  BR_TO_VLAN(1, 1),
  BR_TO_PARENT(1, 1),
  BR_SET_EXTERNAL_ID(2, 3),
  BR_GET_EXTERNAL_ID(1, 2),
  LIST_PORTS(1, 1),
  ADD_PORT(2, Integer.MAX_VALUE, "--may-exist"),
  ADD_BOND(4, Integer.MAX_VALUE, "--may-exist", "--fake-iface"),
  ADD_BOND_IFACE(2, 2, "--may-exist"),
  DEL_BOND_IFACE(1, 2, "--if-exists"),
  DEL_PORT(1, 2, "--if-exists", "--with-iface"),
  PORT_TO_BR(1, 1),
  LIST_IFACES(1, 1),
  IFACE_TO_BR(1, 1),
  GET_CONTROLLER(1, 1),
  DEL_CONTROLLER(1, 1),
  SET_CONTROLLER(2, Integer.MAX_VALUE, "--inactivity-probe="),
  GET_FAIL_MODE(1, 1),
  DEL_FAIL_MODE(1, 1),
  SET_FAIL_MODE(2, 2),
  GET_MANAGER(0, 0),
  DEL_MANAGER(0, 0),
  SET_MANAGER(1, Integer.MAX_VALUE, "--inactivity-probe="),
  GET_SSL(0, 0),
  DEL_SSL(0, 0),
  SET_SSL(3, 3, "--bootstrap"),
  ADD_AA_MAPPING(3, 3),
  DEL_AA_MAPPING(3, 3),
  GET_AA_MAPPING(1, 1),
  ADD_ZONE_TP(3, 18, "--may-exist"),
  DEL_ZONE_TP(2, 2, "--if-exists"),
  LIST_ZONE_TP(1, 1),
  LIST_DP_CAP(1, 1),
  GET(2, Integer.MAX_VALUE, "--if-exists", "--id="),
  LIST(1, Integer.MAX_VALUE, "--if-exists", "--columns="),
  FIND(1, Integer.MAX_VALUE, "--columns="),
  SET(3, Integer.MAX_VALUE, "--if-exists"),
  ADD(4, Integer.MAX_VALUE, "--if-exists"),
  REMOVE(4, Integer.MAX_VALUE, "--if-exists"),
  CLEAR(3, Integer.MAX_VALUE, "--if-exists"),
  CREATE(2, Integer.MAX_VALUE, "--id="),
  DESTROY(1, Integer.MAX_VALUE, "--if-exists", "--all"),
  WAIT_UNTIL(2, Integer.MAX_VALUE);

  private static final Map<String, Verb> BY_WORD =
      Stream.of(values()).collect(toUnmodifiableMap(Verb::toString, verb -> verb));

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');
  final int least;
  final int most;
  final Set<String> options;

  Verb(int least, int most, String... options) {
    this.least = least;
    this.most = most;
    this.options = Set.of(options);
  }

  /** Whether it is about any table's records, not about a switch. */
  boolean onRecords() {
    return compareTo(GET) >= 0;
  }

  static Optional<Verb> find(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }

  /** Why a command that ovs-vsctl knows is none here. */
  static Optional<String> refusal(String word) {
    return word.equals("emer-reset")
        ? Optional.of("resets the whole switch, which no script may")
        : Optional.empty();
  }

  /** As scripts write it. */
  @Override
  public String toString() {
    return word;
  }
}
