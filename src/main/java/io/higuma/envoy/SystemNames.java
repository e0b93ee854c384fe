package io.higuma.envoy;

/** What the control plane calls that which is neither an inbound nor an outbound. */
enum SystemNames {
  ADMIN("kuma:envoy:admin", "system_envoy_admin"),
  READINESS("kuma:readiness", "system_probe_readiness"),
  DNS("kuma:dns", "system_dns"),
  DYNAMIC_CONFIG("_kuma:dynamicconfig", "system_dynamicconfig"),
  METRICS_HIJACKER("kuma:metrics:hijacker", "system_metrics_hijacker"),
  METRICS_PROMETHEUS("kuma:metrics:prometheus", "system_metrics_prometheus"),
  INBOUND_IPV4("inbound:passthrough:ipv4", "self_transparentproxy_passthrough_inbound_ipv4"),
  INBOUND_IPV6("inbound:passthrough:ipv6", "self_transparentproxy_passthrough_inbound_ipv6"),
  OUTBOUND_IPV4("outbound:passthrough:ipv4", "self_transparentproxy_passthrough_outbound_ipv4"),
  OUTBOUND_IPV6("outbound:passthrough:ipv6", "self_transparentproxy_passthrough_outbound_ipv6"),
  BLACK_HOLE(
      "self_transparentproxy_no_destination_inbound",
      "self_transparentproxy_no_destination_inbound");

  private final String legacy;
  private final String unified;

  SystemNames(String legacy, String unified) {
    this.legacy = legacy;
    this.unified = unified;
  }

  String in(Naming naming) {
    return naming.of(legacy, unified);
  }
}
