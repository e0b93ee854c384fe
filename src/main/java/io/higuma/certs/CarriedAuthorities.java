package io.higuma.certs;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which authorities pods trust the control plane by, as they were given when they were made.
 *
 * @param pods how many carry exactly these {@link AuthorityFingerprints}
 */
public record CarriedAuthorities(Map<List<String>, Integer> pods) {
  /** What the pods are counted under that carry none of the authorities of today. */
  public static final String OTHER = "other";

  public CarriedAuthorities {
    pods = Map.copyOf(pods);
  }

  /** How many pods trust that one and not the newest: they need it to believe us. */
  int thatNeed(X509Certificate former, X509Certificate newest) {
    String needed = AuthorityFingerprints.of(former);
    String better = AuthorityFingerprints.of(newest);
    return pods.entrySet().stream()
        .filter(each -> each.getKey().contains(needed) && !each.getKey().contains(better))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /**
   * How many pods there are by the newest authority that they carry.
   *
   * @param newestFirst fingerprints of the authorities of today
   * @return each of these, and {@link #OTHER}
   */
  public SortedMap<String, Integer> byNewest(List<String> newestFirst) {
    var found = new TreeMap<String, Integer>();
    newestFirst.forEach(each -> found.put(each, 0));
    found.put(OTHER, 0);
    pods.forEach((carried, count) ->
        found.merge(
            newestFirst.stream().filter(carried::contains).findFirst().orElse(OTHER),
            count,
            Integer::sum));
    return found;
  }
}
