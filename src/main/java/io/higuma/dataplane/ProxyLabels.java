package io.higuma.dataplane;

import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.DataplaneSpec.GatewayType;
import io.higuma.api.v1alpha1.DataplaneSpec.ListenerType;
import io.higuma.config.ControlPlaneConfig.Mode;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels that the control plane gives to a proxy's object. A label that is there stays, except
 * where a method says that it overwrites.
 */
final class ProxyLabels {
  private static final String ENABLED = "enabled";
  private static final String LOCAL = "zone";
  private static final String GLOBAL = "global";

  private final TreeMap<String, String> labels;

  /** Begins with the labels that the object has so far. */
  ProxyLabels(Map<String, String> existing) {
    this.labels = new TreeMap<>(existing);
  }

  ProxyLabels laidOver(Map<String, String> others) {
    labels.putAll(others);
    return this;
  }

  ProxyLabels ofMesh(String mesh) {
    labels.putIfAbsent(Labels.MESH.name(), mesh.isEmpty() ? MeshOfPod.DEFAULT : mesh);
    return this;
  }

  /** Where the object comes from; only what was made in this zone says so. */
  ProxyLabels madeIn(Mode mode, String zone, String namespace) {
    if (mode == Mode.ZONE) {
      labels.putIfAbsent(Labels.ORIGIN.name(), LOCAL);
      if (!GLOBAL.equals(labels.get(Labels.ORIGIN.name()))) {
        labels.putIfAbsent(Labels.ZONE.name(), zone);
        labels.putIfAbsent(Labels.ENVIRONMENT.name(), "kubernetes");
      }
    }
    if (isLocal(mode)) {
      labels.putIfAbsent(Labels.NAMESPACE.name(), namespace);
    }
    return this;
  }

  private boolean isLocal(Mode mode) {
    String origin = labels.get(Labels.ORIGIN.name());
    return switch (mode) {
      case ZONE -> origin == null || origin.equals(LOCAL);
      case GLOBAL -> origin == null || origin.equals(GLOBAL);
    };
  }

  /** Overwrites. */
  ProxyLabels ofType(String proxyType) {
    labels.put(Labels.PROXY_TYPE.name(), proxyType);
    return this;
  }

  /** Overwrites the type of proxy and what it listens for; takes away what no longer holds. */
  ProxyLabels describing(DataplaneSpec spec) {
    var networking = spec.networking();
    boolean builtin =
        networking != null
            && networking.gateway() != null
            && networking.gateway().type() == GatewayType.BUILTIN;
    ofType(builtin ? "gateway" : "sidecar");
    mark(Labels.LISTENER_ZONE_INGRESS.name(), spec, ListenerType.ZoneIngress);
    mark(Labels.LISTENER_ZONE_EGRESS.name(), spec, ListenerType.ZoneEgress);
    return this;
  }

  private void mark(String label, DataplaneSpec spec, ListenerType type) {
    var networking = spec.networking();
    if (networking != null
        && networking.listeners().stream().anyMatch(listener -> listener.type() == type)) {
      labels.put(label, ENABLED);
      return;
    }
    labels.remove(label);
  }

  /** Overwrites, unless there is none. */
  ProxyLabels ofServiceAccount(Optional<String> account) {
    account.ifPresent(name -> labels.put(Annotations.SERVICE_ACCOUNT.name(), name));
    return this;
  }

  /** Overwrites, unless there is none. */
  ProxyLabels ofWorkload(Optional<String> workload) {
    workload.ifPresent(name -> labels.put(Annotations.WORKLOAD.name(), name));
    return this;
  }

  Map<String, String> toMap() {
    return labels;
  }
}
