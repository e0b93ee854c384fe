package io.higuma.inject;

import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.Annotations;
import io.higuma.metadata.MetadataKey;
import io.higuma.metadata.MetadataReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells the annotations that a pod had from those that injection wrote: what injection would write
 * again on a pod without them was written.
 *
 * @param config the settings that the pod was injected with, or likely ones
 * @param certainty whether it was these settings
 */
record OwnAnnotations(ControlPlaneConfig config, Certainty certainty) {
  /** How much is known of the settings that a pod was injected with. */
  enum Certainty {
    /** What they don't explain was the pod's own. */
    KNOWN,
    /** Ports, DNS and such seldom stand on pods, so other settings are the likelier explanation. */
    ASSUMED
  }

  /** Settings for all pods seldom exclude anything. */
  private static final Set<String> EXCLUSIONS =
      names(
          Annotations.EXCLUDE_INBOUND_PORTS,
          Annotations.EXCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_INBOUND_IPS,
          Annotations.EXCLUDE_OUTBOUND_IPS);

  private static final Set<String> WITH_DNS =
      names(Annotations.BUILTIN_DNS, Annotations.BUILTIN_DNS_PORT, Annotations.BUILTIN_DNS_LOGGING);

  private static final Set<String> WITH_EBPF =
      names(
          Annotations.EBPF,
          Annotations.EBPF_BPFFS_PATH,
          Annotations.EBPF_CGROUP_PATH,
          Annotations.EBPF_TC_ATTACH_IFACE,
          Annotations.EBPF_PROGRAMS_SOURCE_PATH,
          Annotations.EBPF_INSTANCE_IP_VARIABLE);

  /**
   * What was found.
   *
   * @param own the annotations that the pod had
   * @param doubtful keys that are not among them, although the assumed settings don't explain them
   */
  record Found(Map<String, String> own, List<String> doubtful) {}

  /**
   * Looks at the annotations of an injected pod.
   *
   * @param mode what describes the redirection of this pod
   */
  Found in(Map<String, String> injected, RedirectionMode mode) {
    List<String> keys = WrittenAnnotations.keys(mode);
    var own = new HashMap<>(injected);
    if (mode == RedirectionMode.ANNOTATIONS) {
      own.computeIfPresent(
          Annotations.EXCLUDE_INBOUND_PORTS.name(), (key, ports) -> withoutReadinessPort(ports));
    }
    int before;
    do {
      before = own.size(); // some depend on each other: one is explained once another is gone
      dropExplained(own, injected, mode);
    } while (own.size() < before);
    List<String> doubtful =
        switch (certainty) {
          case KNOWN -> List.of();
          case ASSUMED ->
              keys.stream()
                  .filter(own::containsKey)
                  .filter(key -> mayBeOfOtherSettings(key, injected))
                  .toList();
        };
    doubtful.forEach(own::remove);
    return new Found(
        inOrder(own, injected),
        doubtful.stream()
            .filter(key -> !key.equals(Annotations.CNI_NETWORKS.name())) // nobody else says so
            .toList());
  }

  private void dropExplained(
      Map<String, String> own, Map<String, String> injected, RedirectionMode mode) {
    Set<String> unlike = unlike(own, injected, mode);
    for (String key : WrittenAnnotations.keys(mode)) {
      String value = own.remove(key);
      if (value != null) {
        Set<String> unlikeWithout = unlike(own, injected, mode);
        if (unlike.containsAll(unlikeWithout)) {
          unlike = unlikeWithout;
        } else {
          own.put(key, value);
        }
      }
    }
  }

  /** Injection adds it to what the pod and the settings exclude. */
  private String withoutReadinessPort(String ports) {
    String readiness =
        ReadinessPort.excluded(config.bootstrapServer().params()).map(String::valueOf).orElse("");
    if (readiness.isEmpty()) {
      return ports;
    }
    if (ports.equals(readiness)) {
      return "";
    }
    return ports.endsWith("," + readiness)
        ? ports.substring(0, ports.length() - readiness.length() - 1)
        : ports;
  }

  /** The keys that would have another value if a pod with these annotations was injected. */
  private Set<String> unlike(
      Map<String, String> own, Map<String, String> injected, RedirectionMode mode) {
    var again = new HashMap<>(own);
    again.putAll(written(own, injected, mode));
    return WrittenAnnotations.keys(mode).stream()
        .filter(key -> !Objects.equals(again.get(key), injected.get(key)))
        .collect(Collectors.toSet());
  }

  private Map<String, String> written(
      Map<String, String> own, Map<String, String> injected, RedirectionMode mode) {
    var reader = new MetadataReader(own);
    ProbeRouting probes = ProbeRouting.read(reader, config.injector(), mode);
    Redirection redirection =
        switch (mode) {
          case ANNOTATIONS -> AnnotationRedirection.of(config, reader, probes);
          case CONFIG_MAP -> byConfigMap(injected);
        };
    return new WrittenAnnotations(config).of(reader, redirection, probes);
  }

  /** As it was: its ConfigMap may not be at hand, and it never reads its own annotation. */
  private static Redirection byConfigMap(Map<String, String> injected) {
    String key = Annotations.TRANSPARENT_PROXY_CONFIG.name();
    return new Redirection(
        Map.of(key, injected.getOrDefault(key, "")),
        List.of(),
        List.of(),
        true,
        Optional.of(new Redirection.MountedConfig(Optional.empty())));
  }

  private static boolean mayBeOfOtherSettings(String key, Map<String, String> injected) {
    if (EXCLUSIONS.contains(key) || key.equals(Annotations.DEFAULT_CONTAINER.name())) {
      return false;
    }
    if (key.equals(Annotations.CNI_NETWORKS.name())) {
      return WrittenAnnotations.CNI_NETWORK.equals(injected.get(key));
    }
    if (WITH_DNS.contains(key)) {
      return isEnabled(Annotations.BUILTIN_DNS, injected);
    }
    return !WITH_EBPF.contains(key) || isEnabled(Annotations.EBPF, injected);
  }

  /** In the word that injection writes. */
  private static boolean isEnabled(MetadataKey<Boolean> key, Map<String, String> injected) {
    return "enabled".equals(injected.get(key.name()));
  }

  private static Map<String, String> inOrder(Map<String, String> own, Map<String, String> model) {
    var ordered = new LinkedHashMap<String, String>();
    model.keySet().stream().filter(own::containsKey).forEach(key -> ordered.put(key, own.get(key)));
    return ordered;
  }

  private static Set<String> names(MetadataKey<?>... keys) {
    return Stream.of(keys).map(MetadataKey::name).collect(Collectors.toUnmodifiableSet());
  }
}
