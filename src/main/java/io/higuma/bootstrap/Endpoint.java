package io.higuma.bootstrap;

import io.higuma.validation.NetworkNames;

/** Where Envoy finds the control plane. */
record Endpoint(String host, int port) {
  boolean isAddress() {
    return NetworkNames.isIp(host);
  }

  /** As gRPC writes it. */
  String target() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
