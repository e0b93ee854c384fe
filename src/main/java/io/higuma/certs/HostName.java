package io.higuma.certs;

import java.net.InetAddress;
import org.bouncycastle.asn1.x509.GeneralName;

/** A DNS name or IP address as a certificate carries it. */
final class HostName {
  private HostName() {}

  static GeneralName general(String host) {
    return new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Both are literal addresses; {@code ::1} and {@code 0:0:0:0:0:0:0:1} are the same. */
  static boolean sameAddress(String one, String other) {
    return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
  }
}
