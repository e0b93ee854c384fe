package io.higuma;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What proxies and other replicas are told this process is: {@code <host name>-<4 hexadecimal
 * digits>}, another one after each start.
 */
public record InstanceName(String host, String text) {
  private static final int BYTES = 2;

  /**
   * @param host our pod's name, if it is known
   */
  static InstanceName random(SecureRandom random, Optional<String> host) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String name = host.filter(known -> !known.isEmpty()).orElseGet(InstanceName::ofMachine);
    return new InstanceName(name, name + "-" + HexFormat.of().formatHex(bytes));
  }

  private static String ofMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "control-plane";
    }
  }
}
