package io.higuma.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.ClusterView;
import io.higuma.inject.OfflineCluster;
import io.higuma.metadata.MeshSelection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Reviews a few objects before the API server sends the first, so that classes are loaded and hot
 * code is compiled. A review that fails here is logged and does not hold the server back: a real
 * one would fail alone, too.
 */
public final class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /** More rounds make the first pods faster by less than they delay the start. */
  private static final int ROUNDS = 50;

  private volatile boolean done;

  /** A pod that asks for a sidecar, in a namespace that every cluster has. */
  public static List<byte[]> pods() {
    String review =
        """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
          "uid": "warm-up", "operation": "CREATE", "dryRun": true, "namespace": "default",
          "object": {"apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "warm-up", "labels": {"kuma.io/sidecar-injection": "enabled"}},
            "spec": {"containers": [{"name": "app", "image": "app",
              "ports": [{"containerPort": 8080}],
              "readinessProbe": {"httpGet": {"path": "/", "port": 8080}}}]}}}}
        """;
    return List.of(review.getBytes(StandardCharsets.UTF_8));
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

  /** One in which these are injected, whatever the settings ask for. */
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

  public void run(Collection<AdmissionRoute> routes) {
    for (AdmissionRoute route : routes) {
      for (byte[] body : route.warmUps()) {
        warmUp(route, body);
      }
    }
    done = true;
  }

  public boolean isDone() {
    return done;
  }

  private static void warmUp(AdmissionRoute route, byte[] body) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        route.rehearsal().review(body);
      }
    } catch (RuntimeException e) {
      LOG.warnv(e, "The warm-up of {0} failed", route.path());
    }
  }
}
