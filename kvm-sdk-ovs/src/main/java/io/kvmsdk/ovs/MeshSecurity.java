package io.kvmsdk.ovs;

import io.kvmsdk.value.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How hosts of a mesh know each other for IPsec, which ovs-monitor-ipsec sets up on each of them.
 * Only tunnels of bridges in Linux's own datapath are encrypted: see {@link IpsecStatus}.
 */
public sealed interface MeshSecurity {
  /** Whoever sees the underlay's packets sees the guests'. */
  record ClearText() implements MeshSecurity {}

  /**
   * A key for each pair of hosts.
   *
   * @param psks by the names of the pair's hosts
   */
  record PreSharedKeys(Map<Set<String>, Secret> psks) implements MeshSecurity {
    public PreSharedKeys {
      psks = Map.copyOf(psks);
    }

    /** These keys, and that of one more pair. */
    public PreSharedKeys pair(String one, String other, Secret psk) {
      Map<Set<String>, Secret> all = new LinkedHashMap<>(psks);
      all.put(Set.of(one, other), psk);
      return new PreSharedKeys(all);
    }
  }

  /**
   * A key for each pair of hosts, made of one secret, so that a host that is broken into gives away
   * its own tunnels only.
   */
  record DerivedKeys(Secret secret) implements MeshSecurity {
    public DerivedKeys {
      Objects.requireNonNull(secret);
    }

    /** HMAC-SHA-256 of the two names in their order, with the secret as key. */
    Secret psk(String one, String other) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String pair = String.join("\0", new TreeSet<>(Set.of(one, other)));
        return Secret.of(
            HexFormat.of().formatHex(mac.doFinal(pair.getBytes(StandardCharsets.UTF_8))));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HmacSHA256", e);
      }
    }
  }

  /**
   * Certificates of one authority; the files lie on each host, in the same places. Such a host can
   * have no tunnels with pre-shared keys, nor the other way round: ovs-monitor-ipsec would leave
   * them in clear text. {@link TunnelMesh#apply} refuses that, and changes from the one to the
   * other.
   *
   * @param certificate with the host's name as common name, with other parts besides (as {@code O})
   *     in its subject, and as DNS name, as {@code ovs-pki -u req+sign kvm1 switch} makes it
   * @param authority with strongSwan in {@code /etc/ipsec.d/cacerts}, which it reads when it
   *     starts, and by {@code ipsec rereadcacerts}: what ovs-monitor-ipsec 3.1 tells it of other
   *     places it ignores, so that no tunnel comes up
   */
  record Certificates(Path certificate, Path privateKey, Path authority) implements MeshSecurity {
    public Certificates {
      Objects.requireNonNull(certificate);
      Objects.requireNonNull(privateKey);
      Objects.requireNonNull(authority);
    }
  }

  /** No IPsec: for an underlay that nobody else can read or write. */
  static MeshSecurity clearText() {
    return new ClearText();
  }

  /** No keys yet: add one with {@link PreSharedKeys#pair} for each pair. */
  static PreSharedKeys preSharedKeys() {
    return new PreSharedKeys(Map.of());
  }

  /**
   * A pre-shared key for each pair of hosts, all derived from one secret.
   *
   * @param secret 16 characters or more, all of which should be random
   */
  static MeshSecurity derivedKeys(Secret secret) {
    return new DerivedKeys(secret);
  }

  /** As {@link Certificates} describes them; paths on the hosts. */
  static MeshSecurity certificates(String certificate, String privateKey, String authority) {
    return new Certificates(Path.of(certificate), Path.of(privateKey), Path.of(authority));
  }
}
