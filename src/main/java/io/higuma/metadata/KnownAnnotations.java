package io.higuma.metadata;

import java.util.List;
import java.util.Set;

/** The keys of {@link Annotations} as lists. */
public final class KnownAnnotations {
  /** All of them, for the reference documentation. */
  public static final List<MetadataKey<?>> ALL =
      List.of(
          Annotations.SIDECAR_INJECTION,
          Annotations.MESH,
          Annotations.DEFAULT_CONTAINER,
          Annotations.CONTAINER_PATCHES,
          Annotations.DRAIN_TIME,
          Annotations.CONCURRENCY,
          Annotations.ENVIRONMENT,
          Annotations.ADMIN_PORT,
          Annotations.ENVOY_LOG_LEVEL,
          Annotations.ENVOY_COMPONENT_LOG_LEVEL,
          Annotations.XDS_TRANSPORT,
          Annotations.WAIT_FOR_DATAPLANE_READY,
          Annotations.TOKEN_VOLUME,
          Annotations.SPIRE_SUPPORT,
          Annotations.INIT_FIRST,
          Annotations.GATEWAY,
          Annotations.VIRTUAL_PROBES,
          Annotations.VIRTUAL_PROBES_PORT,
          Annotations.PROBE_PROXY_PORT,
          Annotations.BUILTIN_DNS,
          Annotations.BUILTIN_DNS_PORT,
          Annotations.BUILTIN_DNS_LOGGING,
          Annotations.IP_FAMILY_MODE,
          Annotations.EXCLUDE_INBOUND_PORTS,
          Annotations.EXCLUDE_OUTBOUND_PORTS,
          Annotations.EXCLUDE_INBOUND_IPS,
          Annotations.EXCLUDE_OUTBOUND_IPS,
          Annotations.EXCLUDE_OUTBOUND_PORTS_FOR_UIDS,
          Annotations.DROP_INVALID_PACKETS,
          Annotations.IPTABLES_LOGS,
          Annotations.EBPF,
          Annotations.EBPF_BPFFS_PATH,
          Annotations.EBPF_CGROUP_PATH,
          Annotations.EBPF_TC_ATTACH_IFACE,
          Annotations.EBPF_PROGRAMS_SOURCE_PATH,
          Annotations.EBPF_INSTANCE_IP_VARIABLE,
          Annotations.TRANSPARENT_PROXY_CONFIGMAP,
          Annotations.TRANSPARENT_PROXY_CONFIG,
          Annotations.TRANSPARENT_PROXYING,
          Annotations.TRANSPARENT_PROXYING_INBOUND_PORT,
          Annotations.TRANSPARENT_PROXYING_OUTBOUND_PORT,
          Annotations.SIDECAR_UID,
          Annotations.SIDECAR_INJECTED,
          Annotations.CNI_NETWORKS,
          Annotations.IGNORE,
          Annotations.SERVICE_UPSTREAM,
          Annotations.NGINX_SERVICE_UPSTREAM,
          Annotations.INGRESS,
          Annotations.INGRESS_PUBLIC_ADDRESS,
          Annotations.INGRESS_PUBLIC_PORT,
          Annotations.EGRESS,
          Annotations.TAGS,
          Annotations.DIRECT_ACCESS_SERVICES,
          Annotations.REACHABLE_SERVICES,
          Annotations.REACHABLE_BACKENDS,
          Annotations.METRICS_PATH,
          Annotations.METRICS_PORT,
          Annotations.DISPLAY_NAME,
          Annotations.WORKLOAD,
          Annotations.SERVICE_ACCOUNT,
          Annotations.MESH_DEFAULTS_GENERATED,
          Annotations.INJECTION_LABEL_FROM_ANNOTATION,
          Annotations.ORIGINAL,
          Annotations.INJECTION_HASH,
          Annotations.INJECTION_INPUTS,
          Annotations.LAST_APPLIED,
          Annotations.ROTATE_AUTHORITY,
          Annotations.POLICIES);

  /** Those that a pod's user does not set on the pod: they are written, or of other objects. */
  private static final Set<MetadataKey<?>> NOT_OF_PODS =
      Set.of(
          Annotations.DEFAULT_CONTAINER,
          Annotations.TRANSPARENT_PROXY_CONFIG,
          Annotations.SIDECAR_UID,
          Annotations.SIDECAR_INJECTED,
          Annotations.CNI_NETWORKS,
          Annotations.IGNORE,
          Annotations.SERVICE_UPSTREAM,
          Annotations.NGINX_SERVICE_UPSTREAM,
          Annotations.DISPLAY_NAME,
          Annotations.WORKLOAD,
          Annotations.SERVICE_ACCOUNT,
          Annotations.MESH_DEFAULTS_GENERATED,
          Annotations.INJECTION_LABEL_FROM_ANNOTATION,
          Annotations.INJECTION_HASH,
          Annotations.INJECTION_INPUTS,
          Annotations.LAST_APPLIED,
          Annotations.ROTATE_AUTHORITY,
          Annotations.POLICIES);

  /** Those that a pod's user sets on the pod. */
  public static final List<MetadataKey<?>> OF_PODS =
      ALL.stream().filter(key -> !NOT_OF_PODS.contains(key)).toList();

  private KnownAnnotations() {}
}
