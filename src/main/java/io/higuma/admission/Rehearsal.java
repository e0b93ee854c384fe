package io.higuma.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the warm-up asks about. */
public final class Rehearsal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Rehearsal() {}

  /** No cluster has it, so the one that is found for it is the rehearsal's. */
  private static final String NAMESPACE = "higuma-rehearsal";

  /** Pods that get a sidecar because of their namespace, because of themselves, and none. */
  public static List<byte[]> pods() {
    return List.of(
        pod(NAMESPACE, "", "/var/run/secrets/kubernetes.io/serviceaccount"),
        pod("default", "\"kuma.io/sidecar-injection\": \"enabled\", ", "/no/token"),
        pod("default", "\"kuma.io/sidecar-injection\": \"disabled\", ", "/no/token"));
  }

  /** Of about the size, and with about the fields, that a Deployment of a shop gives its pods. */
  private static byte[] pod(String namespace, String labels, String mount) {
    String variables =
        IntStream.range(0, 20)
            .mapToObj("{\"name\": \"SETTING_%1$d\", \"value\": \"value %1$d\"}"::formatted)
            .collect(Collectors.joining(", "));
    return asSent(
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
          "uid": "warm-up", "operation": "CREATE", "namespace": "%s", "dryRun": false,
          "userInfo": {"username": "warm-up", "groups": ["system:authenticated"]},
          "object": {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"generateName": "warm-up-", "labels": {%s"app": "warm-up"},
              "annotations": {"prometheus.io/scrape": "true"},
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
                "name": "warm-up", "uid": "warm-up", "controller": true}]},
            "spec": {
              "volumes": [{"name": "token", "projected": {"defaultMode": 420, "sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}]}}],
              "containers": [{"name": "app", "image": "app", "env": [%s],
                  "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
                  "volumeMounts": [{"name": "token", "readOnly": true,
                    "mountPath": "%s"}],
                  "securityContext": {"runAsUser": 1000, "capabilities": {"drop": ["ALL"]}},
                  "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                  "livenessProbe": {"httpGet": {"path": "/live", "port": "http"}, "periodSeconds": 10},
                  "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "timeoutSeconds": 1}},
                {"name": "cache", "image": "cache", "ports": [{"containerPort": 6379}],
                  "startupProbe": {"tcpSocket": {"port": 6379}}}],
              "restartPolicy": "Always", "terminationGracePeriodSeconds": 30,
              "serviceAccountName": "default", "securityContext": {},
              "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists"}],
              "priority": 0, "enableServiceLinks": true}}}}
        """
            .formatted(namespace, labels, variables, mount));
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
    return List.of(asSent(review));
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
    return List.of(asSent(review));
  }

  /** Without spaces, as the API server writes it: a parser is compiled for what it has read. */
  private static byte[] asSent(String review) {
    try {
      return JSON.writeValueAsBytes(JSON.readTree(review));
    } catch (IOException e) {
      throw new UncheckedIOException("the reviews of this class are JSON", e);
    }
  }
}
