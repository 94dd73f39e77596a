package io.kvmsdk.ovs.ovsdb;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a client of an {@code ssl:} or {@code pssl:} endpoint trusts, and shows of itself.
 * Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * OvsdbTls.trusting(Path.of("cacert.pem"))
 *     .certificate(Path.of("client-cert.pem"), Path.of("client-privkey.pem"))
 *     .serverName("hypervisor1");
 * }</pre>
 *
 * <p>Files are PEM, as {@code ovs-pki} makes them, and are read for each connection, so that those
 * that are renewed in time need nothing more.
 */
public final class OvsdbTls {
  private final Source<Collection<X509Certificate>> authorities;
  private final Optional<Source<Identity>> identity;
  private final Optional<String> serverName;
  private final boolean anyServerName;

  /** Something that is at hand, or read when it is needed. */
  @FunctionalInterface
  interface Source<T> {
    T load();
  }

  /** A certificate with those that signed it, and the key to the first. */
  record Identity(List<X509Certificate> chain, PrivateKey key) {}

  private OvsdbTls(
      Source<Collection<X509Certificate>> authorities,
      Optional<Source<Identity>> identity,
      Optional<String> serverName,
      boolean anyServerName) {
    this.authorities = authorities;
    this.identity = identity;
    this.serverName = serverName;
    this.anyServerName = anyServerName;
  }

  /** Trusts servers whose certificate was signed by one in the file: {@code --ca-cert}. */
  public static OvsdbTls trusting(Path authorities) {
    return trusting(() -> Pem.certificates(authorities));
  }

  /** Trusts servers whose certificate was signed by one of these, or is one of them. */
  public static OvsdbTls trusting(Collection<X509Certificate> authorities) {
    Collection<X509Certificate> all = List.copyOf(authorities);
    return trusting(() -> all);
  }

  private static OvsdbTls trusting(Source<Collection<X509Certificate>> authorities) {
    return new OvsdbTls(authorities, Optional.empty(), Optional.empty(), false);
  }

  /**
   * Shows a certificate to servers that ask for one, as Open vSwitch does: {@code --certificate},
   * {@code --private-key}.
   *
   * @param key unencrypted PKCS #8, of RSA, an elliptic curve, or Ed25519
   */
  public OvsdbTls certificate(Path certificate, Path key) {
    return showing(() -> new Identity(Pem.certificates(certificate), Pem.privateKey(key)));
  }

  /**
   * Shows a certificate to servers that ask for one.
   *
   * @param chain the certificate, then who signed it, and so on
   */
  public OvsdbTls certificate(List<X509Certificate> chain, PrivateKey key) {
    Identity shown = new Identity(List.copyOf(chain), key);
    return showing(() -> shown);
  }

  private OvsdbTls showing(Source<Identity> shown) {
    return new OvsdbTls(authorities, Optional.of(shown), serverName, anyServerName);
  }

  /**
   * Expects this name in the server's certificate, where it is not the endpoint's host; as when the
   * host is an IP address, which the certificates of {@code ovs-pki} never hold. Behind {@code
   * pssl:}, where it can be any host that calls, no name is expected unless it is given here.
   */
  public OvsdbTls serverName(String name) {
    return new OvsdbTls(authorities, identity, Optional.of(name), false);
  }

  /**
   * Takes any certificate that an authority has signed, as Open vSwitch's own programs do. Whoever
   * has one of them, be it another host's or a client's, can then play the server.
   */
  public OvsdbTls anyServerName() {
    return new OvsdbTls(authorities, identity, Optional.empty(), true);
  }

  Collection<X509Certificate> authorities() {
    return authorities.load();
  }

  Optional<Identity> identity() {
    return identity.map(Source::load);
  }

  boolean hasIdentity() {
    return identity.isPresent();
  }

  /** The name that a server must prove which calls us, if it must be a certain one. */
  Optional<String> callersName() {
    return serverName;
  }

  boolean checksName() {
    return !anyServerName;
  }

  /** The name that a server at {@code host} must prove. */
  String expectedName(String host) {
    return serverName.orElse(host);
  }
}
