package io.kvmsdk.iso.internal.rockridge;

import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What only the root's own record says: that the entries of RRIP 1.09 are in use. */
public final class RootEntries {
  private RootEntries() {}

  /** SP (SUSP 5.3); no bytes are skipped. */
  public static byte[] sharingProtocol() {
    return SystemUseEntry.encode("SP", new byte[] {(byte) 0xBE, (byte) 0xEF, 0});
  }

  /** ER (SUSP 5.5), in the standard's own words (RRIP 4.3). */
  public static byte[] extensionReference() {
    byte[] id = "RRIP_1991A".getBytes(StandardCharsets.US_ASCII);
    byte[] description =
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] source =
        ("PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN"
                + " PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.")
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(id.length);
    payload.write(description.length);
    payload.write(source.length);
    payload.write(1);
    payload.writeBytes(id);
    payload.writeBytes(description);
    payload.writeBytes(source);
    return SystemUseEntry.encode("ER", payload.toByteArray());
  }
}
