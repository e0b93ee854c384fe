package io.higuma.envoy;

import java.util.List;

/**
 * How a destination is reached with mTLS.
 *
 * @param sni which tells proxies on the way where it goes
 * @param serverIds SPIFFE ids, one of which the server has
 */
record UpstreamTls(String identitySecret, String trustSecret, String sni, List<String> serverIds) {
  UpstreamTls {
    serverIds = List.copyOf(serverIds);
  }
}
