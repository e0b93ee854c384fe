package io.higuma;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What proxies are told this process is: {@code <host name>-<4 hexadecimal digits>}, another one
 * after each start.
 */
public record InstanceName(String text) {
  private static final int BYTES = 2;

  static InstanceName random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new InstanceName(host() + "-" + HexFormat.of().formatHex(bytes));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "control-plane";
    }
  }
}
