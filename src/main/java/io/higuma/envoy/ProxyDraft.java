package io.higuma.envoy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a proxy has for itself, still to be changed: all but outbounds and their clusters, which it
 * shares with others.
 */
public final class ProxyDraft {
  private final ProxyFacts proxy;
  private final List<InboundDraft> inbounds = new ArrayList<>();
  private final Map<String, ListenerDraft> listeners = new LinkedHashMap<>();
  private final Map<String, ClusterDraft> clusters = new LinkedHashMap<>();

  ProxyDraft(ProxyFacts proxy) {
    this.proxy = proxy;
  }

  public ProxyFacts proxy() {
    return proxy;
  }

  /** With the listeners and clusters of their own. */
  public List<InboundDraft> inbounds() {
    return inbounds;
  }

  /** Beside those of the inbounds, by name: admin, passthrough, probes and so on. */
  public Map<String, ListenerDraft> listeners() {
    return listeners;
  }

  /** Beside those of the inbounds, by name. */
  public Map<String, ClusterDraft> clusters() {
    return clusters;
  }

  /** Limits what takes undeclared ports, or lets it be, as the modes of the inbounds ask for. */
  public void adaptPassthrough() {
    PassthroughGenerator.adapt(this);
  }

  public void add(ListenerDraft listener) {
    listeners.put(listener.name(), listener);
  }

  public void add(ClusterDraft cluster) {
    clusters.put(cluster.name(), cluster);
  }
}
