package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says which side refused the other, and why; the JDK's words alone rarely do. */
final class TlsFailure {
  private TlsFailure() {}

  static KvmException of(Subject server, IOException failure) {
    if (has(failure, CertificateExpiredException.class)) {
      return refused(server, "the server's certificate has expired", "Renew it there", failure);
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return refused(
          server, "the server's certificate is not valid yet", "Compare the clocks", failure);
    }
    if (has(failure, CertPathBuilderException.class)) {
      return refused(
          server,
          "the server's certificate was signed by nobody who is trusted",
          "Give OvsdbTls the certificate of the authority that signed it",
          failure);
    }
    if (has(failure, CertificateException.class)) {
      return refused(
          server,
          "the server's certificate is another's: " + words(failure, CertificateException.class),
          "Give OvsdbTls.serverName the name that is in it",
          failure);
    }
    if (String.valueOf(failure.getMessage()).contains("client certificate chain")) { // it calls us
      return refused(
          server,
          "the server shows no certificate",
          "Give it one there, with ovs-vsctl set-ssl",
          failure);
    }
    return byTheServer(server, failure);
  }

  /** By alerts (RFC 8446, 6.2), of which the JDK gives only the text. */
  private static KvmException byTheServer(Subject server, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("certificate_required") || said.contains("bad_certificate")) {
      return refused(
          server,
          "the server wants a certificate, and has got none that it can use",
          "Give OvsdbTls.certificate one that the server's authority has signed",
          failure);
    }
    if (said.contains("unknown_ca") || said.contains("decrypt_error")) {
      return refused(
          server,
          "the server does not trust who signed this client's certificate",
          "Give OvsdbTls.certificate one that the server's authority has signed",
          failure);
    }
    if (said.contains("certificate_")) {
      return refused(server, "the server refuses this client's certificate: " + said, "", failure);
    }
    if (failure.getCause() instanceof IOException hangup
        && !(hangup instanceof EOFException || isOne(hangup))) { // its alert is lost
      return new ConnectionLostException(
          server,
          "it hung up during the TLS handshake: " + hangup.getMessage(),
          "See its log; it may not trust who signed this client's certificate",
          failure);
    }
    return new ConnectionLostException(
        server,
        "there is no TLS with it: " + said,
        "See whether it listens with pssl:, else write tcp:, and whether it speaks TLS 1.2 or 1.3",
        failure);
  }

  static boolean isOne(IOException failure) {
    return failure instanceof SSLException;
  }

  private static PermissionDeniedException refused(
      Subject server, String problem, String remedy, IOException cause) {
    return new PermissionDeniedException(server, problem, remedy, cause);
  }

  private static boolean has(Throwable failure, Class<?> type) {
    return causes(failure).anyMatch(type::isInstance);
  }

  private static String words(Throwable failure, Class<?> type) {
    return causes(failure)
        .filter(type::isInstance)
        .reduce((outer, inner) -> inner)
        .map(Throwable::getMessage)
        .orElse("");
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
