package io.higuma.envoy;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster that is still to be changed. */
public final class ClusterDraft {
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private final Origin origin;
  private final Protocol protocol;
  private final Cluster.Builder base;
  private HttpProtocolOptions.@Nullable Builder http;
  private String probeTags = "";

  /**
   * Without options of HTTP.
   *
   * @param protocol that is spoken there
   * @param base all but {@code typedExtensionProtocolOptions}
   */
  public ClusterDraft(Origin origin, Protocol protocol, Cluster.Builder base) {
    this.origin = origin;
    this.protocol = protocol;
    this.base = base;
  }

  ClusterDraft probeTags(String tags) {
    probeTags = tags;
    return this;
  }

  /** Tags of the proxy, for a header of probes that it sends; empty where policies ask for none. */
  public String probeTags() {
    return probeTags;
  }

  public Origin origin() {
    return origin;
  }

  public Protocol protocol() {
    return protocol;
  }

  public String name() {
    return base.getName();
  }

  /** All but the options of HTTP, which {@link #http()} has. */
  public Cluster.Builder base() {
    return base;
  }

  /** How HTTP is spoken there; empty where it isn't. */
  public Optional<HttpProtocolOptions.Builder> http() {
    return Optional.ofNullable(http);
  }

  public ClusterDraft http(HttpProtocolOptions.Builder options) {
    http = options;
    return this;
  }

  Resource build() {
    Cluster.Builder cluster = base.clone();
    if (http != null) {
      cluster.putTypedExtensionProtocolOptions(HTTP_OPTIONS, Any.pack(http.build()));
    }
    return Resource.of(ResourceType.CLUSTER, cluster.getName(), cluster.build());
  }
}
