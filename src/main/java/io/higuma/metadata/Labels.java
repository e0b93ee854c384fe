package io.higuma.metadata;

import java.util.List;

/** Labels that Higuma reads or writes. */
public final class Labels {
  public static final MetadataKey<Boolean> SIDECAR_INJECTION =
      MetadataKey.label(
          "kuma.io/sidecar-injection",
          Format.SWITCH,
          "On a namespace: whether its pods get a sidecar. On a pod: overrides its namespace.");
  public static final MetadataKey<String> MESH =
      MetadataKey.label(
          "kuma.io/mesh",
          Format.TEXT,
          "The mesh of a pod, or of the pods of a namespace; written on every injected pod.");
  public static final MetadataKey<String> ZONE_PROXY_TYPE =
      MetadataKey.label(
          "k8s.kuma.io/zone-proxy-type",
          Format.TEXT,
          "On a pod or Service of a zone proxy: ingress or egress. Such a pod may start before its mesh exists.");
  public static final MetadataKey<String> ORIGIN =
      MetadataKey.label("kuma.io/origin", Format.TEXT, "Where an object was made: zone or global.");
  public static final MetadataKey<String> ZONE =
      MetadataKey.label("kuma.io/zone", Format.TEXT, "The zone that an object belongs to.");
  public static final MetadataKey<String> ENVIRONMENT =
      MetadataKey.label("kuma.io/env", Format.TEXT, "kubernetes or universal.");
  public static final MetadataKey<String> NAMESPACE =
      MetadataKey.label(
          "k8s.kuma.io/namespace", Format.TEXT, "The namespace of the object, or of its pod.");
  public static final MetadataKey<String> PROXY_TYPE =
      MetadataKey.label(
          "kuma.io/proxy-type",
          Format.TEXT,
          "The kind of a proxy: sidecar, gateway, zoneingress or zoneegress.");
  public static final MetadataKey<String> LISTENER_ZONE_INGRESS =
      MetadataKey.label(
          "kuma.io/listener-zoneingress",
          Format.TEXT,
          "enabled on a Dataplane with a zone ingress listener.");
  public static final MetadataKey<String> LISTENER_ZONE_EGRESS =
      MetadataKey.label(
          "kuma.io/listener-zoneegress",
          Format.TEXT,
          "enabled on a Dataplane with a zone egress listener.");
  public static final MetadataKey<String> POLICY_ROLE =
      MetadataKey.label(
          "kuma.io/policy-role",
          Format.TEXT,
          "Whom a policy is for: system, producer, consumer or workload-owner; always written by the control plane.");
  public static final MetadataKey<String> EFFECT =
      MetadataKey.label(
          "kuma.io/effect",
          Format.TEXT,
          "On a policy: shadow takes its effect away, and leaves it to be looked at.");
  public static final MetadataKey<String> SERVICE_NAME =
      MetadataKey.label(
          "kubernetes.io/service-name",
          Format.TEXT,
          "On an EndpointSlice: its Service, set by Kubernetes.");
  public static final MetadataKey<String> MESH_SERVICE_OF =
      MetadataKey.label(
          "k8s.kuma.io/service-name",
          Format.TEXT,
          "On a MeshService: the Service that it was made from.");
  public static final MetadataKey<String> HEADLESS_SERVICE =
      MetadataKey.label(
          "k8s.kuma.io/is-headless-service",
          Format.TEXT,
          "On a MeshService: true when it stands for one pod of a headless Service, else false.");
  public static final MetadataKey<String> MANAGED_BY =
      MetadataKey.label(
          "kuma.io/managed-by",
          Format.TEXT,
          "k8s-controller on what the control plane made, and takes away, by itself.");
  public static final MetadataKey<String> POD_NAME =
      MetadataKey.label(
          "statefulset.kubernetes.io/pod-name",
          Format.TEXT,
          "On a pod of a StatefulSet, set by Kubernetes; copied to its MeshServices.");
  public static final MetadataKey<String> POD_INDEX =
      MetadataKey.label(
          "apps.kubernetes.io/pod-index",
          Format.TEXT,
          "On a pod of a StatefulSet, set by Kubernetes; copied to its MeshServices.");
  public static final MetadataKey<String> METADATA_NAME =
      MetadataKey.label(
          "kubernetes.io/metadata.name",
          Format.TEXT,
          "The name of a namespace, set by Kubernetes; webhook selectors use it.");
  public static final MetadataKey<String> POD_SECURITY_ENFORCE =
      MetadataKey.label(
          "pod-security.kubernetes.io/enforce",
          Format.TEXT,
          "On a namespace: the level of the Pod Security Standards that the API server enforces.");

  /** All of them, for the reference documentation. */
  public static final List<MetadataKey<?>> ALL =
      List.of(
          SIDECAR_INJECTION,
          MESH,
          ZONE_PROXY_TYPE,
          ORIGIN,
          ZONE,
          ENVIRONMENT,
          NAMESPACE,
          PROXY_TYPE,
          LISTENER_ZONE_INGRESS,
          LISTENER_ZONE_EGRESS,
          POLICY_ROLE,
          EFFECT,
          SERVICE_NAME,
          MESH_SERVICE_OF,
          HEADLESS_SERVICE,
          MANAGED_BY,
          POD_NAME,
          POD_INDEX,
          METADATA_NAME,
          POD_SECURITY_ENFORCE);

  /** Those that a pod's user sets on the pod. */
  public static final List<MetadataKey<?>> OF_PODS =
      List.of(SIDECAR_INJECTION, MESH, ZONE_PROXY_TYPE);

  private Labels() {}
}
