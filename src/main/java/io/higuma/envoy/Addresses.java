package io.higuma.envoy;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.higuma.validation.NetworkNames;

/** Addresses in the words of Envoy. */
final class Addresses {
  static final String LOOPBACK = "127.0.0.1";
  static final String LOOPBACK6 = "::1";
  private static final int MAX_PORT = 65_535;

  private Addresses() {}

  static Address socket(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
        .build();
  }

  static Address udp(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(
            SocketAddress.newBuilder()
                .setProtocol(SocketAddress.Protocol.UDP)
                .setAddress(address)
                .setPortValue(port))
        .build();
  }

  static Address pipe(String path) {
    return Address.newBuilder().setPipe(Pipe.newBuilder().setPath(path)).build();
  }

  /** A network such as {@code 10.0.0.0/8}. */
  static CidrRange range(String cidr) {
    int slash = cidr.indexOf('/');
    return CidrRange.newBuilder()
        .setAddressPrefix(cidr.substring(0, slash))
        .setPrefixLen(UInt32Value.of(Integer.parseInt(cidr.substring(slash + 1))))
        .build();
  }

  /** Of IPv4 its one address, else of IPv6. */
  static CidrRange range1(String address) {
    return range(address + (isIpv6(address) ? "/128" : "/32"));
  }

  /** Of two versions of IP, which one; networks are asked, too. */
  static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  /** Whether it is an IP address as Envoy takes one, and no name. */
  static boolean isIp(String address) {
    return NetworkNames.isIp(address);
  }

  static boolean isPort(long port) {
    return port >= 1 && port <= MAX_PORT;
  }

  /** Whether Envoy can connect to it without looking up a name. */
  static boolean isEndpoint(String address, long port) {
    return isPort(port) && isIp(address);
  }

  /** Whether it is of the host alone. */
  static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals(LOOPBACK6);
  }
}
