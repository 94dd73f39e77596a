package io.kvmsdk.ovs.ovsdb;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

  private static final String TO_PKCS8 = "Convert it: openssl pkcs8 -topk8 -nocrypt";

  private Pem() {}

  static List<X509Certificate> certificates(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw wrong(file, "it holds no certificate", "", null);
      }
      return all;
    } catch (IOException e) {
      throw wrong(file, "it cannot be read: " + e, "", e);
    } catch (CertificateException e) {
      throw wrong(file, "it holds no certificate in PEM: " + e.getMessage(), "", e);
    }
  }

  static PrivateKey privateKey(Path file) {
    try {
      Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      while (block.find()) {
        if (block.group(1).equals("PRIVATE KEY")) {
          return pkcs8(file, Base64.getMimeDecoder().decode(block.group(2)));
        }
        if (block.group(1).endsWith("PRIVATE KEY")) {
          throw wrong(file, "its key is not plain PKCS #8 but " + block.group(1), TO_PKCS8, null);
        }
      }
      throw wrong(file, "it holds no private key", "", null);
    } catch (IOException e) {
      throw wrong(file, "it cannot be read: " + e, "", e);
    }
  }

  private static PrivateKey pkcs8(Path file, byte[] der) {
    GeneralSecurityException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException otherAlgorithm) {
        last = otherAlgorithm;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }
    throw wrong(file, "its private key is of no kind that is known", "", last);
  }

  private static InvalidSpecException wrong(
      Path file, String problem, String remedy, Throwable cause) {
    return new InvalidSpecException(Subject.of("file", file), List.of(problem), remedy, cause);
  }
}
