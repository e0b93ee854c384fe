package io.higuma.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.ClusterView;
import io.higuma.inject.OfflineCluster;
import io.higuma.metadata.MeshSelection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the warm-up asks about, and the cluster that the answers are for. */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * A pod that asks for a sidecar, in a namespace that every cluster has, and one that does not.
   */
  public static List<byte[]> pods() {
    return List.of(pod("enabled"), pod("disabled"));
  }

  private static byte[] pod(String injection) {
    return """
    {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
      "uid": "warm-up", "operation": "CREATE", "namespace": "default",
      "object": {"apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "warm-up", "labels": {"kuma.io/sidecar-injection": "%s"},
          "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
            "name": "warm-up", "uid": "warm-up", "controller": true}]},
        "spec": {"containers": [{"name": "app", "image": "app",
          "env": [{"name": "A", "value": "b"}],
          "volumeMounts": [{"name": "token", "readOnly": true,
            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}],
          "ports": [{"containerPort": 8080}],
          "readinessProbe": {"httpGet": {"path": "/", "port": 8080}}}]}}}}
    """
        .formatted(injection)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A Deployment in such a namespace. */
  public static List<byte[]> workloads() {
    String review =
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
          "uid": "warm-up", "operation": "CREATE", "dryRun": true, "namespace": "default",
          "object": {"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "warm-up"},
            "spec": {"template": {
              "metadata": {"labels": {"kuma.io/sidecar-injection": "enabled"}},
              "spec": {"containers": [{"name": "app", "image": "app"}]}}}}}}
        """;
    return List.of(review.getBytes(StandardCharsets.UTF_8));
  }

  /** A policy of the mesh of that cluster. */
  public static List<byte[]> resources() {
    String review =
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
          "uid": "warm-up", "operation": "CREATE", "dryRun": true, "namespace": "default",
          "kind": {"group": "kuma.io", "version": "v1alpha1", "kind": "MeshTimeout"},
          "name": "warm-up", "userInfo": {"username": "warm-up"},
          "object": {"apiVersion": "kuma.io/v1alpha1", "kind": "MeshTimeout",
            "metadata": {"name": "warm-up", "namespace": "default", "labels": {"kuma.io/mesh": "default"}},
            "spec": {"to": [{"targetRef": {"kind": "Mesh"}, "default": {"connectionTimeout": "5s"}}]}}}}
        """;
    return List.of(review.getBytes(StandardCharsets.UTF_8));
  }

  /** A cluster in which these are injected, whatever the settings ask for. */
  public static ClusterView cluster(ControlPlaneConfig config) {
    var objects = new ArrayList<ObjectNode>();
    objects.add(object("kuma.io/v1alpha1", "Mesh", "", MeshSelection.DEFAULT_MESH));
    for (String patch : config.injector().containerPatches()) {
      objects.add(object("kuma.io/v1alpha1", "ContainerPatch", config.systemNamespace(), patch));
    }
    ObjectNode redirection =
        object(
            "v1",
            "ConfigMap",
            config.systemNamespace(),
            config.injector().transparentProxyConfigMap());
    redirection.putObject("data").put("config.yaml", "{}");
    objects.add(redirection);
    return new OfflineCluster(objects, config.systemNamespace());
  }

  private static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
    ObjectNode object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("namespace", namespace).put("name", name);
    return object;
  }
}
