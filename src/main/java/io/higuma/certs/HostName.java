package io.higuma.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** A DNS name or IP address as a certificate carries it. */
final class HostName {
  private HostName() {}

  static GeneralName general(String host) {
    return new GeneralName(
        IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  /** Both are literal addresses; {@code ::1} and {@code 0:0:0:0:0:0:0:1} are the same. */
  static boolean sameAddress(String one, String other) {
    try {
      // A literal address is parsed, never looked up.
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
