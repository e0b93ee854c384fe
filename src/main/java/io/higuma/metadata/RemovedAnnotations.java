package io.higuma.metadata;

import java.util.Map;

/** Annotations of older versions that have no effect any more. */
public final class RemovedAnnotations {
  /** What to do instead, by key. */
  public static final Map<String, String> CURES =
      Map.of(
          "kuma.io/builtindns", "use kuma.io/builtin-dns",
          "kuma.io/builtindnsport", "use kuma.io/builtin-dns-port",
          "kuma.io/transparent-proxying-inbound-v6-port",
              "use kuma.io/transparent-proxying-ip-family-mode",
          "kuma.io/transparent-proxying-engine-v1", "remove it",
          "traffic.kuma.io/exclude-outbound-tcp-ports-for-uids",
              "use traffic.kuma.io/exclude-outbound-ports-for-uids",
          "traffic.kuma.io/exclude-outbound-udp-ports-for-uids",
              "use traffic.kuma.io/exclude-outbound-ports-for-uids");

  private RemovedAnnotations() {}
}
