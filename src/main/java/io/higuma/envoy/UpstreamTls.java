package io.higuma.envoy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a destination is reached with mTLS.
 *
 * @param sni which tells proxies on the way where it goes
 * @param olderZones whose ingresses know another server name
 * @param olderSni that one
 * @param serverIds SPIFFE ids, one of which the server has
 */
record UpstreamTls(
    String identitySecret,
    String trustSecret,
    String sni,
    Set<String> olderZones,
    String olderSni,
    List<String> serverIds) {
  UpstreamTls {
    serverIds = List.copyOf(serverIds);
    olderZones = Collections.unmodifiableSet(new TreeSet<>(olderZones));
  }

  /** The same for zones that know the older server name. */
  UpstreamTls forOlderZones() {
    return new UpstreamTls(identitySecret, trustSecret, olderSni, Set.of(), "", serverIds);
  }
}
