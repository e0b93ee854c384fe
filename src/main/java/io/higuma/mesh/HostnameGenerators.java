package io.higuma.mesh;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.resource.ResourceKind;
import java.util.List;

/** The HostnameGenerators that are there from the start. */
final class HostnameGenerators {
  private static final String LOCAL_EXTERNAL =
      """
      {"selector": {"meshExternalService": {"matchLabels": {"kuma.io/origin": "zone"}}},
       "template": "{{ .DisplayName }}.extsvc.mesh.local"}
      """;
  private static final String SYNCED_EXTERNAL =
      """
      {"selector": {"meshExternalService": {"matchLabels": {"kuma.io/origin": "global"}}},
       "template": "{{ .DisplayName }}.extsvc.mesh.local"}
      """;
  private static final String SYNCED_MULTI_ZONE =
      """
      {"selector": {"meshMultiZoneService": {"matchLabels": {"kuma.io/origin": "global"}}},
       "template": "{{ .DisplayName }}.mzsvc.mesh.local"}
      """;
  private static final String SYNCED_KUBERNETES =
      """
      {"selector": {"meshService": {"matchLabels": {"kuma.io/origin": "global",
         "k8s.kuma.io/is-headless-service": "false", "kuma.io/env": "kubernetes"}}},
       "template": "{{ .DisplayName }}.{{ .Namespace }}.svc.{{ .Zone }}.mesh.local"}
      """;
  private static final String SYNCED_HEADLESS =
      """
      {"selector": {"meshService": {"matchLabels": {"kuma.io/origin": "global",
         "k8s.kuma.io/is-headless-service": "true", "kuma.io/env": "kubernetes"}}},
       "template": "{{ label \\"statefulset.kubernetes.io/pod-name\\" }}.{{ label \\"k8s.kuma.io/service-name\\" }}.{{ .Namespace }}.svc.{{ .Zone }}.mesh.local"}
      """;
  private static final String SYNCED_UNIVERSAL =
      """
      {"selector": {"meshService": {"matchLabels": {"kuma.io/origin": "global",
         "kuma.io/env": "universal"}}},
       "template": "{{ .DisplayName }}.svc.{{ .Zone }}.mesh.local"}
      """;

  private HostnameGenerators() {}

  static List<GenericKubernetesResource> of(MeshSettings settings) {
    var objects = new DefaultObjects(settings);
    if (settings.role() != MeshSettings.Role.GLOBAL) {
      return List.of(generator(objects, "local-mesh-external-service", LOCAL_EXTERNAL));
    }
    return List.of(
        generator(objects, "synced-mesh-multi-zone-service", SYNCED_MULTI_ZONE),
        generator(objects, "synced-kube-mesh-service", SYNCED_KUBERNETES),
        generator(objects, "synced-headless-kube-mesh-service", SYNCED_HEADLESS),
        generator(objects, "synced-universal-mesh-service", SYNCED_UNIVERSAL),
        generator(objects, "synced-mesh-external-service", SYNCED_EXTERNAL));
  }

  private static GenericKubernetesResource generator(
      DefaultObjects objects, String name, String spec) {
    return objects.ofNoMesh(ResourceKind.HOSTNAME_GENERATOR, name, spec);
  }
}
