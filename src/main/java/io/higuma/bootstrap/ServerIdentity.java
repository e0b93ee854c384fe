package io.higuma.bootstrap;

import io.higuma.certs.ServingPair;
import java.util.List;

/**
 * How the control plane shows itself to proxies.
 *
 * @param certificate the one that it serves with now
 */
public record ServerIdentity(ServingPair certificate) {
  boolean isNamed(String host) {
    return certificate.isFor(host);
  }

  List<String> names() {
    return certificate.names();
  }

  /** What a proxy that brings no authority of its own can trust. */
  String trustPem() {
    return certificate.trust().isEmpty() ? certificate.chainPem() : certificate.trustPem();
  }
}
