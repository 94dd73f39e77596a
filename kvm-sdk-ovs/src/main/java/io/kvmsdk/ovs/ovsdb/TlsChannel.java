package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.2 or 1.3 by the JDK's own means. */
final class TlsChannel implements ByteChannel {
  private static final char[] NO_PASSWORD = new char[0];

  /** Closed in place of the TLS socket, whose close waits for a write that is under way. */
  private final Socket plain;

  private final InputStream in;
  private final OutputStream out;

  private TlsChannel(Socket plain, SSLSocket tls) throws IOException {
    this.plain = plain;
    this.in = tls.getInputStream();
    this.out = tls.getOutputStream();
  }

  /** Connects and shakes hands. */
  static TlsChannel connect(OvsdbEndpoint.Ssl to, OvsdbTls options, Duration timeout)
      throws IOException {
    InetSocketAddress address = Sockets.resolve(to.host(), to.port());
    Deadline deadline = Deadline.in(timeout);
    Socket plain = new Socket();
    Future<?> giveUp = Inactivity.later(timeout, () -> Sockets.close(plain));
    try {
      plain.connect(address); // the clock ends it
      plain.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return new TlsChannel(plain, handshake(plain, to, options));
    } catch (RuntimeException e) { // as for a file that cannot be read
      Sockets.close(plain);
      throw e;
    } catch (IOException e) {
      Sockets.close(plain);
      if (deadline.left() <= 0) {
        throw new SocketTimeoutException("no answer within " + timeout);
      }
      throw e;
    } finally {
      giveUp.cancel(false);
    }
  }

  private static SSLSocket handshake(Socket plain, OvsdbEndpoint.Ssl to, OvsdbTls options)
      throws IOException {
    // A context remembers sessions; ovsdb-server fails those that a client resumes.
    SSLSocket tls =
        (SSLSocket)
            context(options)
                .getSocketFactory()
                .createSocket(plain, options.expectedName(to.host()), to.port(), true);
    shakeHands(tls, options.checksName() ? "HTTPS" : null); // RFC 2818, 3.1
    return tls;
  }

  /** Shakes hands with who has called. */
  static TlsChannel accept(Socket plain, OvsdbTls options, Duration timeout) throws IOException {
    Deadline deadline = Deadline.in(timeout);
    Future<?> giveUp = Inactivity.later(timeout, () -> Sockets.close(plain));
    try {
      String name = options.callersName().orElse("");
      SSLSocket tls =
          (SSLSocket)
              context(options).getSocketFactory().createSocket(plain, name, plain.getPort(), true);
      tls.setUseClientMode(false);
      tls.setNeedClientAuth(true);
      // RFC 2830, 3.6; the JDK refuses to check a client's name by HTTPS' rules, which differ
      // little.
      shakeHands(tls, options.callersName().isPresent() ? "LDAPS" : null);
      return new TlsChannel(plain, tls);
    } catch (IOException e) {
      throw deadline.left() <= 0
          ? new SocketTimeoutException("no TLS handshake within " + timeout)
          : e;
    } finally {
      giveUp.cancel(false);
    }
  }

  private static void shakeHands(SSLSocket tls, String howToCheckTheName) throws IOException {
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setEndpointIdentificationAlgorithm(howToCheckTheName);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
  }

  private static SSLContext context(OvsdbTls options) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(options), trust(options).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates or the key cannot be used: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(OvsdbTls options)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    for (X509Certificate authority : options.authorities()) {
      store.setCertificateEntry(Integer.toString(store.size()), authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  private static KeyManager[] keys(OvsdbTls options) throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    OvsdbTls.Identity identity = options.identity().orElse(null);
    if (identity != null) {
      store.setKeyEntry(
          "client", identity.key(), NO_PASSWORD, identity.chain().toArray(new X509Certificate[0]));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    return keys.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int n = in.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
    to.position(to.position() + Math.max(n, 0));
    return n;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int n = from.remaining();
    out.write(from.array(), from.arrayOffset() + from.position(), n);
    from.position(from.limit());
    return n;
  }

  @Override
  public boolean isOpen() {
    return !plain.isClosed();
  }

  @Override
  public void close() throws IOException {
    plain.close();
  }
}
