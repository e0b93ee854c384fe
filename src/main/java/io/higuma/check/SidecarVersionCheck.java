package io.higuma.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.xds.KumaVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the sidecars that are connected are of versions that go with this control plane. Insights
 * are handed in one by one and not kept.
 */
final class SidecarVersionCheck implements Check {
  private static final String CHECK = "sidecar-versions";

  private final Map<String, Integer> versions = new TreeMap<>();
  private Known<ClusterReader.Extent> extent = new Known.Denied<>("not read");

  /** Takes in what a sidecar said of itself when it connected last. */
  void add(ObjectNode insight) {
    JsonNode subscriptions = insight.path("status").path("subscriptions");
    JsonNode last = subscriptions.path(subscriptions.size() - 1);
    String version = last.path("version").path("kumaDp").path("version").asText("");
    boolean isConnected = last.has("connectTime") && !last.has("disconnectTime");
    if (isConnected && !version.isEmpty()) {
      versions.merge(version, 1, Integer::sum);
    }
  }

  void extent(Known<ClusterReader.Extent> read) {
    extent = read;
  }

  @Override
  public List<Finding> findings() {
    if (extent instanceof Known.Denied<ClusterReader.Extent>(var why)) {
      return List.of(Finding.skipped(CHECK, "the versions of sidecars are not known", why));
    }
    KumaVersion ours = KumaVersion.COMPATIBLE;
    var good = new ArrayList<String>();
    var bad = new ArrayList<String>();
    versions.forEach((version, count) ->
        (ours.goesWith(version) ? good : bad).add("%d of %s".formatted(count, version)));
    var findings = new ArrayList<Finding>();
    if (!bad.isEmpty()) {
      findings.add(
          Finding.warning(
              CHECK,
              "sidecars of versions that do not go with Kuma %d.%d: %s"
                  .formatted(ours.major(), ours.minor(), Words.some(bad)),
              "higuma stale -A lists them, with how to renew them"));
    }
    if (!good.isEmpty() || bad.isEmpty()) {
      findings.add(
          Finding.ok(
              CHECK,
              good.isEmpty()
                  ? "no sidecar is connected"
                  : "connected sidecars: " + Words.some(good)));
    }
    return findings;
  }
}
