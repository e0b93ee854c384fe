package io.higuma.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshService;
import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.MeshView;
import io.higuma.explain.ApiObjects;
import io.higuma.explain.ApiObjects.Answer;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.service.TlsReadiness;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads from an API server, once, what the control plane makes the configurations of a mesh from.
 * The same objects become the same view as in {@link MeshViews}. Secrets are never read. What can't
 * be read is told and counts as not there.
 */
public final class LiveMeshes {
  private static final String KUMA = "/apis/kuma.io/v1alpha1/";
  private static final String PAGE = "limit=500";
  private static final ObjectMapper JSON =
      JsonMapper.builder().addModule(new ForgivingSpecs()).build();

  private final ApiObjects api;
  private final String systemNamespace;
  private final StoredObjects stored;
  private final List<String> unknown = new ArrayList<>();

  /**
   * A mesh at one time.
   *
   * @param view empty if there is no such mesh
   * @param policies with a targetRef, of all meshes
   * @param unknown what could not be read, as sentences without a full stop
   */
  public record State(Optional<MeshView> view, List<MeshObject> policies, List<String> unknown) {
    public State {
      policies = List.copyOf(policies);
      unknown = List.copyOf(unknown);
    }
  }

  /** Reads through this port. */
  public LiveMeshes(ApiObjects api, String systemNamespace) {
    this.api = api;
    this.systemNamespace = systemNamespace;
    stored = new StoredObjects(systemNamespace);
  }

  /**
   * Reads one object.
   *
   * @param namespace of kinds that are in one
   */
  public Answer one(ResourceKind kind, String namespace, String name) {
    return api.get(path(kind, Optional.of(namespace)) + "/" + encoded(name));
  }

  /** Reads a mesh with all that is in it. */
  public State mesh(String name) {
    var contents = new MeshContents(name);
    var ofNoMesh = new ArrayList<MeshObject>();
    var policies = new ArrayList<MeshObject>();
    spec(name, contents);
    each(
        ResourceKind.DATAPLANE,
        json -> {
          DataplaneView view = stored.view(JSON.convertValue(json, Dataplane.class));
          if (view.mesh().equals(name)) {
            contents.put(view);
          }
        });
    each(
        ResourceKind.MESH_SERVICE,
        json -> put(stored.of(JSON.convertValue(json, MeshService.class)), contents, ofNoMesh));
    Stream.concat(MeshViews.OF_SERVICE_CACHES.stream(), ProxyCaches.OTHERS.stream())
        .forEach(kind -> each(kind, json -> put(generic(kind, json), contents, ofNoMesh)));
    ProxyCaches.policies()
        .forEach(kind ->
            each(
                kind,
                json -> {
                  MeshObject policy = generic(kind, json);
                  policies.add(policy);
                  put(policy, contents, ofNoMesh);
                }));
    each(
        ResourceKind.SERVICE_INSIGHT,
        json -> {
          String insight = json.path("metadata").path("name").asText();
          if (TlsReadiness.meshOf(insight).filter(name::equals).isPresent()) {
            contents.insight(json.path("spec"));
          }
        });
    vips(name, contents);
    return new State(contents.view(ofNoMesh), policies, unknown);
  }

  /** What proxies said of themselves when they connected, by name: {@code web-0.shop}. */
  public Map<String, JsonNode> proxyMetadata() {
    var metadata = new LinkedHashMap<String, JsonNode>();
    each(
        ResourceKind.DATAPLANE_INSIGHT,
        json -> {
          JsonNode said = json.path("status").path("metadata");
          if (said.isObject()) {
            JsonNode object = json.path("metadata");
            metadata.put(
                object.path("name").asText() + "." + object.path("namespace").asText(), said);
          }
        });
    return metadata;
  }

  /** Where else there are objects of this kind and name: their namespaces. */
  public List<String> namespaces(ResourceKind kind, String name) {
    var namespaces = new ArrayList<String>();
    each(
        kind,
        json -> {
          if (json.path("metadata").path("name").asText().equals(name)) {
            namespaces.add(json.path("metadata").path("namespace").asText());
          }
        });
    return namespaces;
  }

  /** What could not be read so far. */
  public List<String> unknown() {
    return List.copyOf(unknown);
  }

  private void spec(String name, MeshContents contents) {
    switch (api.get(KUMA + "meshes/" + encoded(name))) {
      case Answer.Missing() -> {}
      case Answer.Denied(var message) -> unknown.add("Mesh %s (%s)".formatted(name, message));
      case Answer.Found(var json) -> contents.mesh(JSON.convertValue(json, Mesh.class).getSpec());
    }
  }

  private void vips(String mesh, MeshContents contents) {
    String name = "kuma-%s-dns-vips".formatted(mesh);
    String path = "/api/v1/namespaces/%s/configmaps/%s".formatted(systemNamespace, encoded(name));
    switch (api.get(path)) {
      case Answer.Missing() -> {}
      case Answer.Denied(var message) ->
          unknown.add("the addresses of services by tag (%s)".formatted(message));
      case Answer.Found(var json) -> {
        var data = new LinkedHashMap<String, String>();
        json.path("data")
            .properties()
            .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        contents.vips(data);
      }
    }
  }

  private static void put(MeshObject object, MeshContents mesh, List<MeshObject> ofNoMesh) {
    if (object.mesh().isEmpty()) {
      ofNoMesh.add(object);
    } else if (object.mesh().equals(mesh.name())) {
      mesh.put(object);
    }
  }

  private MeshObject generic(ResourceKind kind, ObjectNode json) {
    return stored.of(kind, JSON.convertValue(json, GenericKubernetesResource.class));
  }

  /** The items of a list have no kind of their own. */
  private void each(ResourceKind kind, Consumer<ObjectNode> consumer) {
    Optional<String> namespace =
        isOfSystemNamespace(kind) ? Optional.of(systemNamespace) : Optional.empty();
    String next = "";
    do {
      String page = path(kind, namespace) + "?" + PAGE + next;
      next = "";
      switch (api.get(page)) {
        case Answer.Missing() -> {} // its CRD is not installed
        case Answer.Denied(var message) ->
            unknown.add("which objects of kind %s there are (%s)".formatted(kind.kind(), message));
        case Answer.Found(var list) -> {
          for (JsonNode item : list.path("items")) {
            ObjectNode object = (ObjectNode) item;
            object.put("kind", kind.kind()).put("apiVersion", "kuma.io/v1alpha1");
            read(object, kind, consumer);
          }
          String token = list.path("metadata").path("continue").asText("");
          next = token.isEmpty() ? "" : "&continue=" + encoded(token);
        }
      }
    } while (!next.isEmpty());
  }

  private void read(ObjectNode object, ResourceKind kind, Consumer<ObjectNode> consumer) {
    try {
      consumer.accept(object);
    } catch (IllegalArgumentException e) {
      unknown.add(
          "%s %s/%s, which is malformed"
              .formatted(
                  kind.kind(),
                  object.path("metadata").path("namespace").asText(),
                  object.path("metadata").path("name").asText()));
    }
  }

  /** Whether objects elsewhere do not count, as in the caches. */
  private static boolean isOfSystemNamespace(ResourceKind kind) {
    return ServiceCaches.OF_SYSTEM_NAMESPACE.contains(kind)
        || (ProxyCaches.OTHERS.contains(kind) && kind.isInSystemNamespace());
  }

  private static String path(ResourceKind kind, Optional<String> namespace) {
    return switch (kind.scope()) {
      case CLUSTER -> KUMA + kind.plural();
      case NAMESPACE ->
          KUMA
              + namespace.map(name -> "namespaces/" + encoded(name) + "/").orElse("")
              + kind.plural();
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
