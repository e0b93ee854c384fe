package io.higuma.envoy;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;

/** Addresses in the words of Envoy. */
final class Addresses {
  static final String LOOPBACK = "127.0.0.1";
  static final String LOOPBACK6 = "::1";

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

  static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  static boolean isIp(String address) {
    return isIpv6(address) || address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }

  /** Whether it is of the host alone. */
  static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals(LOOPBACK6);
  }
}
