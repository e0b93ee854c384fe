package io.higuma.envoy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a proxy can do, as kuma-dp tells with its bootstrap. */
public enum Feature {
  TCP_ACCESS_LOG_VIA_NAMED_PIPE("feature-tcp-accesslog-via-named-pipe"),
  OTEL_VIA_KUMA_DP("feature-otel-via-kuma-dp"),
  EMBEDDED_DNS("feature-embedded-dns"),
  TRANSPARENT_PROXY_IN_METADATA("feature-transparent-proxy-in-dataplane-metadata"),
  BIND_OUTBOUNDS("feature-bind-outbounds"),
  DELTA_GRPC("feature-delta-grpc"),
  UNIFIED_RESOURCE_NAMING("feature-unified-resource-naming"),
  SPIRE("feature-spire"),
  STRICT_INBOUND_PORTS("feature-strict-inbound-ports"),
  REUSE_PORT("feature-reuse-port"),
  READINESS_UNIX_SOCKET("feature-readiness-unix-socket");

  private static final Map<String, Feature> BY_TEXT =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Feature::text, Function.identity()));

  private final String text;

  Feature(String text) {
    this.text = text;
  }

  /** The feature of that name; empty for one that we do not know, which is no error. */
  public static Optional<Feature> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }

  public String text() {
    return text;
  }
}
